import ClaudeAgent
import Domain
import EventLoop
import Glibc
import Testing

@testable import Command

@Suite struct ExitTests {
    @Test func theNumbersAreThoseOfSysexits() {
        #expect(ExitCode.all.map(\.number) == [0, 2, 64, 65, 66, 69, 70, 74, 75, 77, 78])
        #expect(ExitCode.signal(15).number == 143)
    }

    @Test(arguments: [
        (EADDRINUSE, ExitCode.unavailable), (EACCES, .permission), (EROFS, .permission), (ENOENT, .noInput), (EIO, .io), (EPIPE, .io),
    ])
    func failedCallsHaveAStatus(number: Int32, expected: ExitCode) {
        let error = CommandError(IOError(.system(number), "listen on 127.0.0.1:80"))
        #expect(error.code == expected && error.message.contains("listen on 127.0.0.1:80"))
    }

    @Test(arguments: [
        (AgentError.Code.cliNotFound, ExitCode.unavailable), (.unsupportedCapability, .unavailable), (.invalidOption, .configuration),
        (.timeout, .temporary), (.cliConnection, .io), (.processExited, .software), (.resultError, .software),
    ])
    func failuresOfTheAgentHaveAStatus(code: AgentError.Code, expected: ExitCode) {
        #expect(CommandError(AgentError(code, "words")) == CommandError(expected, "words"))
    }

    @Test(arguments: [(401, ExitCode.permission), (403, .permission), (429, .temporary), (529, .temporary), (400, .software)])
    func anAPIFailureIsToldByItsStatus(status: Int, expected: ExitCode) throws {
        let text = #"{"type":"result","subtype":"success","is_error":true,"result":"words","api_error_status":\#(status)}"#
        guard case .result(let result) = try AgentMessage(parsing: Array(text.utf8)).kind else { return }
        #expect(CommandError(try #require(result.failure)).code == expected)
    }

    @Test func anAgentThatMayNotRunIsAMatterOfConfiguration() {
        #expect(CommandError(DefinitionError("tools", "no")).code == .configuration)
    }
}
