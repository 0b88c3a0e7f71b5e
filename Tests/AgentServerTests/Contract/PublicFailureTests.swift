import ClaudeAgent
import Domain
import EventLoop
import HTTP
import JSON
import Testing

@testable import AgentServer

@Suite struct PublicFailureTests {
    private static let secret = "/home/someone/secret"

    private static func agent(_ code: AgentError.Code, _ detail: AgentError.Detail? = nil) -> AgentError {
        AgentError(code, "\(secret) said: \(secret)", detail: detail)
    }

    private static func process(exit: Int32? = nil, signal: Int32? = nil) -> AgentError {
        agent(.processExited, .process(AgentError.ProcessFailure(exitCode: exit, signal: signal, standardErrorTail: secret)))
    }

    private static let rows: [(any Error, String, String)] = [
        (
            process(exit: 1), "process_exited",
            "the agent process ended with exit code 1 before the turn was over; the server's log says more"
        ),
        (process(signal: 9), "process_exited", "killed by signal 9, which often means that memory ran out"),
        (process(signal: 11), "process_exited", "ended by signal 11 before"),
        (process(), "process_exited", "the agent process ended before the turn was over"),
        (agent(.cliNotFound), "cli_not_found", "is not there"), (agent(.cliConnection), "cli_connection", "could not be started"),
        (agent(.timeout), "timeout", "did not answer in time"), (agent(.jsonDecode), "json_decode", "is not JSON"),
        (agent(.messageParse), "message_parse", "is no frame"),
        (agent(.lineTooLong, .line(byteCount: 9, limit: 8)), "line_too_long", "longer than the limit of 8 bytes"),
        (agent(.lineTooLong), "line_too_long", "longer than the limit;"),
        (agent(.invalidOption), "invalid_option", "set up wrongly"), (agent(.invalidEnvironment), "invalid_environment", "set up wrongly"),
        (agent(.unsafePath), "unsafe_path", "set up wrongly"), (agent(.unsupportedCapability), "unsupported_capability", "set up wrongly"),
        (agent(.controlRequestFailed), "control_request_failed", "the agent process failed"),
        (agent(.inputClosed), "input_closed", "the agent process failed"),
        (agent(.tooManyRequests), "too_many_requests", "the agent process failed"),
        (agent(.sessionStore), "session_store", "the agent process failed"),
        (ServerError(.sessionFiles, secret), "session_files", "the files of this session cannot be used"),
        (ServerError(.dataFolder, secret), "data_folder", "its folders"),
        (ServerError(.dataFolderInUse, secret), "data_folder_in_use", "its folders"),
        (ServerError(.scratchFolder, secret), "scratch_folder", "its folders"),
        (IOError(.closed, secret), "unexpected", "the turn failed; the server's log says more"),
        (DefinitionError("tools", secret), "unexpected", "the turn failed"),
    ]

    @Test(arguments: rows.indices) func itSaysWhatHappenedAndKeepsTheMachinesAffairs(index: Int) throws {
        let (error, kind, words) = Self.rows[index]
        let failure = try #require(PublicFailure(error))
        #expect(failure.kind == kind)
        #expect(failure.text.contains(words) && !failure.text.contains(Self.secret), "\(failure.text)")
    }

    @Test(arguments: [
        ServerError(.turnTimedOut, "the clock"), ServerError(.shuttingDown, "stopping"), ServerError(.noResult, "none"),
        ServerError(.credentialRefused, "Invalid API key: the API answered 401"), ServerError(.tooManySessions, "7 sessions"),
    ]) func whatIsWrittenForCallersReachesThem(error: ServerError) {
        #expect(PublicFailure(error)?.text == error.message)
    }

    @Test func theWordsOfTheAPIReachTheCallerAndNothingAddedToThem() throws {
        let frame =
            #"{"type":"result","subtype":"success","is_error":true,"result":"Invalid API key","api_error_status":401,"session_id":"s"}"#
        guard case .result(let result) = try AgentMessage(parsing: Array(frame.utf8)).kind else {
            throw ServerError(.noResult, "no result")
        }
        let error = try #require(result.failure)
        #expect(PublicFailure(error)?.text == "Invalid API key")
        let more = AgentError(.resultError, "\(error.message): \(Self.secret)", detail: error.detail)
        #expect(PublicFailure(more)?.text == "Invalid API key")
    }

    @Test func aCallerWhoHasLeftIsToldNothing() {
        #expect(PublicFailure(CancellationError()) == nil)
        #expect(PublicFailure(AgentError(.cancelled, "x")) == nil)
    }
}
