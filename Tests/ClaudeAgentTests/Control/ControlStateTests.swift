import ClaudeAgent
import JSON
import Testing

/// The actions as short texts, so that whole sequences can be compared.
func summary(_ actions: [ControlState.Action]) -> [String] {
    actions.map { action in
        switch action {
        case .write(let frame), .reply(let frame): "write \(JSONValue.object(frame).serializedString())"
        case .complete(let id, .success(let payload)): "done \(id) \(JSONValue.object(payload).serializedString())"
        case .complete(let id, .failure(let error)): "failed \(id) \(error.code)"
        case .serve(let request): "serve \(request.requestID)"
        case .drop(let id): "drop \(id)"
        }
    }
}

@Suite struct ControlStateTests {
    @Test func idsCountUpAndCarryEightHexDigits() throws {
        var state = ControlState()
        let first = try state.send(.mcpStatus, randomness: 0x029f_390c)
        let second = try state.send(.endSession, randomness: .max)
        #expect(first.requestID == "req_1_029f390c" && second.requestID == "req_2_ffffffff")
        #expect(
            summary(first.actions) == [
                #"write {"type":"control_request","request_id":"req_1_029f390c","request":{"subtype":"mcp_status"}}"#
            ]
        )
        #expect(state.openRequests == ["req_1_029f390c", "req_2_ffffffff"])
    }

    @Test func eachAnswerFindsItsRequestOnce() throws {
        var state = ControlState()
        let first = try state.send(.mcpStatus, randomness: 1).requestID
        let second = try state.send(.getSettings, randomness: 2).requestID
        #expect(summary(state.receive(success(second, ["b": 2]))) == [#"done \#(second) {"b":2}"#])
        #expect(summary(state.receive(success(second, [:]))) == [])
        #expect(summary(state.receive(success("unknown", [:]))) == [])
        #expect(summary(state.receive(success(first, [:]))) == ["done \(first) {}"])
        #expect(state.openRequests == [])
    }

    @Test func aRefusalNamesTheRequestAndItsCode() throws {
        var state = ControlState()
        let id = try state.send(.setPermissionMode(.plan), randomness: 1).requestID
        let response = ControlResponse(requestID: id, outcome: .failure(message: "bad", errorCode: "invalid_mode"))
        guard case .complete(_, .failure(let error)) = state.receive(.controlResponse(response)).first else { Issue.record("none"); return }
        #expect(error.code == .controlRequestFailed && error.message == "claude refused set_permission_mode: bad")
        guard case .control("set_permission_mode", "invalid_mode") = error.detail else { Issue.record("no detail"); return }
    }

    @Test func requestsOfTheCLIAreServedWhileInitializeIsPending() throws {
        var state = ControlState()
        let id = try state.send(.initialize(["subtype": "initialize"]), randomness: 1).requestID
        #expect(state.phase == .initializing)
        #expect(summary(state.receive(asked("m"))) == ["serve m"])
        #expect(summary(state.answer("m", with: .success(["x": 1]))).count == 1)
        #expect(summary(state.receive(success(id, ["pid": 7]))) == [#"done \#(id) {"pid":7}"#])
        guard case .ready(let capabilities) = state.phase else { Issue.record("not ready"); return }
        #expect(capabilities.processID == 7)
    }

    @Test func aFailedInitializeCanBeAskedAgain() throws {
        var state = ControlState()
        let id = try state.send(.initialize([:]), randomness: 1).requestID
        _ = state.receive(.controlResponse(ControlResponse(requestID: id, outcome: .failure(message: "no", errorCode: nil))))
        #expect(state.phase == .notInitialized)
        _ = try state.send(.initialize([:]), randomness: 1)
        #expect(state.phase == .initializing)
    }

    @Test func questionsStillOpenAreServedAfterInitialize() throws {
        var state = ControlState()
        let id = try state.send(.initialize([:]), randomness: 1).requestID
        let frame: JSONObject = [
            "type": "control_response",
            "response": [
                "subtype": "success", "request_id": .string(id), "response": [:],
                "pending_permission_requests": [["request_id": "p", "request": ["subtype": "can_use_tool"]]],
                "pending_user_dialog_requests": [["request_id": "d", "request": ["subtype": "request_user_dialog"]]],
            ],
        ]
        #expect(summary(state.receive(AgentMessage(frame).kind)) == ["done \(id) {}", "serve p", "serve d"])
    }

    @Test func anAnswerIsGivenExactlyOnce() {
        var state = ControlState()
        #expect(summary(state.receive(asked("a"))) == ["serve a"])
        #expect(summary(state.receive(asked("a"))) == [])
        #expect(
            summary(state.answer("a", with: .failure("no")))
                == [#"write {"type":"control_response","response":{"subtype":"error","request_id":"a","error":"no"}}"#]
        )
        #expect(summary(state.answer("a", with: .success([:]))) == [])
        #expect(summary(state.answer("never asked", with: .success([:]))) == [])
    }

    @Test func aWithdrawnRequestIsDroppedAndNeverAnswered() {
        var state = ControlState()
        _ = state.receive(asked("a"))
        #expect(summary(state.receive(.controlCancelRequest(requestID: "a"))) == ["drop a"])
        #expect(summary(state.answer("a", with: .success([:]))) == [])
        #expect(summary(state.receive(.controlCancelRequest(requestID: "a"))) == [])
        #expect(state.servingCount == 0)
    }

    @Test func anAbandonedRequestIsTakenBackAndItsLateAnswerIgnored() throws {
        var state = ControlState()
        let id = try state.send(.mcpStatus, randomness: 1).requestID
        #expect(
            summary(state.abandon(id, AgentError(.timeout, "late")))
                == [#"write {"type":"control_cancel_request","request_id":"\#(id)"}"#, "failed \(id) timeout"]
        )
        #expect(summary(state.receive(success(id, [:]))) == [])
        #expect(summary(state.abandon(id, AgentError(.timeout, "late"))) == [])
    }

    private func asked(_ id: String) -> AgentMessage.Kind {
        .controlRequest(InboundRequest(requestID: id, json: ["subtype": "can_use_tool"]))
    }

    private func success(_ id: String, _ payload: JSONObject) -> AgentMessage.Kind {
        .controlResponse(ControlResponse(requestID: id, outcome: .success(payload)))
    }
}
