import ClaudeAgent
import JSON
import Testing

private let failed: JSONObject = ["is_error": true, "result": "Invalid API key", "api_error_status": 401]

@Suite struct ExitFailureTests {
    @Test(
        arguments: [
            Turn.state("idle"), Turn.mirror, AgentMessage(["type": "keep_alive"]),
            AgentMessage(["type": "command_lifecycle", "command_uuid": "p1", "state": "completed"]),
        ]
    )
    func anErrorResultExplainsTheExitAfterItAndWhatSaysNothing(_ message: AgentMessage) {
        var turn = TurnState()
        _ = turn.feed(Turn.result(fields: failed), message)
        let error = turn.failure(onExit: exit(1, "exit code 1"))
        #expect(error?.code == .resultError && error?.message == "Invalid API key")
        #expect(error?.result?.exitCode == 1 && error?.result?.apiErrorStatus == 401)
    }

    @Test(arguments: [Turn.answer, Turn.start(), AgentMessage(["type": "rate_limit_event"]), Turn.result()])
    func anyOtherFrameClearsIt(_ message: AgentMessage) {
        var turn = TurnState()
        _ = turn.feed(Turn.result(fields: failed), message)
        #expect(turn.pendingFailure == nil)
        #expect(turn.failure(onExit: exit(1, "boom"))?.code == .processExited)
    }

    @Test func aGoodExitIsNoFailureWhateverTheResultSaid() {
        var turn = TurnState()
        _ = turn.feed(Turn.result(fields: failed))
        #expect(turn.failure(onExit: exit(0, "")) == nil)
    }

    @Test(
        arguments: [
            (AgentError.ProcessFailure(exitCode: 1, standardErrorTail: "  Error: in use\n"), "claude exited with code 1: Error: in use\n"),
            (.init(exitCode: 3, standardErrorTail: ""), "claude exited with code 3; it wrote nothing to standard error"),
            (.init(signal: 9, standardErrorTail: "x"), "claude was killed by signal 9, which often means that memory ran out: x"),
            (.init(signal: 15, standardErrorTail: "x"), "claude was ended by signal 15: x"),
            (.init(standardErrorTail: "x"), "claude ended: x"),
        ]
    )
    func withoutAResultStandardErrorExplainsIt(_ process: AgentError.ProcessFailure, _ message: String) {
        let error = TurnState().failure(onExit: process)
        #expect(error?.code == .processExited && error?.message == message && error?.process == process)
    }

    private func exit(_ code: Int32, _ tail: String) -> AgentError.ProcessFailure {
        AgentError.ProcessFailure(exitCode: code, standardErrorTail: tail)
    }
}
