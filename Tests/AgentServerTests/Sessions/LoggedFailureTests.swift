import ClaudeAgent
import JSON
import Telemetry
import TestSupport
import Testing

@testable import AgentServer

@Suite struct LoggedFailureTests {
    private static let secret = "a very private remark"

    private func process(_ message: String, _ tail: String) -> AgentError {
        let failure = AgentError.ProcessFailure(exitCode: 3, signal: nil, standardErrorTail: tail)
        return AgentError(.processExited, message, detail: .process(failure))
    }

    @Test func whatAProcessHasWrittenIsNoReason() {
        let tail = "\n\(Self.secret)"
        for message in ["claude exited with code 3: \(Self.secret)", "claude did not start; it wrote to standard error: \n\(Self.secret)"] {
            let told = LoggedFailure(process(message, tail))
            #expect(!told.reason.contains("private") && told.reason.hasPrefix("process_exited: claude "), "\(told)")
            #expect(told.said == tail)
        }
    }

    @Test func ofLongOutputOnlyTheEndMayStandInTheMessage() {
        let tail = String(repeating: "word \(Self.secret) ", count: 500)
        let told = LoggedFailure(process("claude exited with code 3: \(tail.suffix(2000))", tail))
        #expect(told.reason == "process_exited: claude exited with code 3")
    }

    @Test func aProcessThatHasWrittenNothingIsToldWhole() {
        let told = LoggedFailure(process("claude exited with code 3; it wrote nothing to standard error", ""))
        #expect(told.reason.hasSuffix("code 3; it wrote nothing to standard error") && told.said == nil)
    }

    @Test func ourOwnErrorsAreToldWhole() {
        let told = LoggedFailure(ServerError.noResult)
        #expect(told.reason == ServerError.noResult.message && told.said == nil)
    }

    /// Such as `[[fake:exit 3 …]]`: what the agent writes when it fails.
    @Test func noLineAboveDebugHoldsWhatAProcessWrote() async throws {
        try await TestServer.run { server in
            let turn = try await server.turn("[[fake:exit-before 3 \(Self.secret)]]", in: "a")
            #expect(turn.terminals == ["error"])
            let lines = server.log.all.filter { $0.text(time: "").contains("private") }
            #expect(lines.map(\.message) == ["what was said of the failure"] && lines.map(\.level) == [.debug], "\(lines)")
            let reason = server.log.fields(of: "turn failed").first?["reason"]?.string
            #expect(reason?.contains("exited with code 3") == true, "\(reason ?? "")")
        }
    }
}
