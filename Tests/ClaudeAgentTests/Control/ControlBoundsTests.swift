import ClaudeAgent
import JSON
import Testing

@Suite struct ControlBoundsTests {
    @Test func tooManyRequestsOfTheHostAreRefused() throws {
        var limits = ControlState.Limits()
        limits.outgoing = 2
        var state = ControlState(limits: limits)
        let first = try state.send(.mcpStatus, randomness: 1).requestID
        _ = try state.send(.mcpStatus, randomness: 1)
        let error = #expect(throws: AgentError.self) { _ = try state.send(.mcpStatus, randomness: 1) }
        #expect(error?.code == .tooManyRequests)
        _ = state.receive(.controlResponse(ControlResponse(requestID: first, outcome: .success([:]))))
        #expect(try state.send(.mcpStatus, randomness: 1).requestID == "req_3_00000001")
    }

    @Test func tooManyRequestsOfTheCLIAreAnsweredWithAnError() {
        var limits = ControlState.Limits()
        limits.incoming = 1
        var state = ControlState(limits: limits)
        #expect(summary(state.receive(asked("a"))) == ["serve a"])
        let refused = summary(state.receive(asked("b")))
        #expect(refused.count == 1 && refused[0].contains(#""subtype":"error","request_id":"b""#))
        #expect(state.servingCount == 1)
        _ = state.answer("a", with: .success([:]))
        #expect(summary(state.receive(asked("c"))) == ["serve c"])
    }

    @Test func theEndFailsEveryOpenRequestOldestFirstAndDropsWork() throws {
        var state = ControlState()
        for _ in 1...11 { _ = try state.send(.mcpStatus, randomness: 0) }
        _ = state.receive(asked("a"))
        let actions = summary(state.end(AgentError(.processExited, "gone")))
        #expect(actions == (1...11).map { "failed req_\($0)_00000000 process_exited" } + ["drop a"])
        #expect(summary(state.end(AgentError(.processExited, "gone"))) == [])
        #expect(summary(state.answer("a", with: .success([:]))) == [])
        let error = #expect(throws: AgentError.self) { _ = try state.send(.mcpStatus, randomness: 0) }
        #expect(error?.code == .processExited)
    }

    @Test func aPendingInitializeFailsWithTheEnd() throws {
        var state = ControlState()
        let id = try state.send(.initialize([:]), randomness: 0).requestID
        #expect(summary(state.end(AgentError(.processExited, "No conversation found"))) == ["failed \(id) process_exited"])
    }

    @Test func afterTheInputClosesAnswersStillComeInAndNothingGoesOut() throws {
        var state = ControlState()
        let id = try state.send(.mcpStatus, randomness: 0).requestID
        _ = state.receive(asked("a"))
        #expect(summary(state.closeInput()) == ["drop a"])
        #expect(summary(state.receive(asked("b"))) == [])
        #expect(summary(state.answer("a", with: .success([:]))) == [])
        let error = #expect(throws: AgentError.self) { _ = try state.send(.mcpStatus, randomness: 0) }
        #expect(error?.code == .inputClosed)
        #expect(summary(state.receive(.controlResponse(ControlResponse(requestID: id, outcome: .success([:]))))) == ["done \(id) {}"])
    }

    @Test func withoutInputAnAbandonedRequestJustFails() throws {
        var state = ControlState()
        let id = try state.send(.mcpStatus, randomness: 0).requestID
        _ = state.closeInput()
        #expect(summary(state.abandon(id, AgentError(.cancelled, "gone"))) == ["failed \(id) cancelled"])
    }

    @Test func otherFramesLeadToNothing() {
        var state = ControlState()
        #expect(summary(state.receive(.keepAlive)) == [] && summary(state.receive(.other("x"))) == [])
    }

    private func asked(_ id: String) -> AgentMessage.Kind {
        .controlRequest(InboundRequest(requestID: id, json: ["subtype": "hook_callback"]))
    }
}
