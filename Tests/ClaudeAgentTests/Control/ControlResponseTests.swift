import ClaudeAgent
import JSON
import Testing

@Suite struct ControlResponseTests {
    @Test func bothFormsAreWrittenExactly() {
        #expect(
            text(ControlResponse(requestID: "r", outcome: .success(["a": 1])))
                == #"{"type":"control_response","response":{"subtype":"success","request_id":"r","response":{"a":1}}}"#
        )
        #expect(
            text(ControlResponse(requestID: "r", outcome: .failure(message: "no", errorCode: nil)))
                == #"{"type":"control_response","response":{"subtype":"error","request_id":"r","error":"no"}}"#
        )
    }

    @Test(
        arguments: [
            .success(["a": 1]), .success([:]), .failure(message: "no", errorCode: "invalid_mode"), .failure(message: "no", errorCode: nil),
        ]
            as [ControlResponse.Outcome]
    )
    func whatIsWrittenIsRead(_ outcome: ControlResponse.Outcome) throws {
        let response = ControlResponse(requestID: "r", outcome: outcome)
        #expect(ControlResponse(frame: response.frame) == response)
    }

    @Test func questionsStillOpenAreRead() throws {
        let frame = try #require(
            JSONValue(
                parsing: #"{"type":"control_response","response":{"subtype":"success","request_id":"r","response":{},"#
                    + #""pending_permission_requests":[{"type":"control_request","request_id":"p","request":{"subtype":"can_use_tool"}},7],"#
                    + #""pending_user_dialog_requests":[{"request_id":"d","request":{"subtype":"request_user_dialog"}}]}}"#
            ).object
        )
        let response = try #require(ControlResponse(frame: frame))
        #expect(response.pendingPermissionRequests.map(\.requestID) == ["p"])
        #expect(response.pendingUserDialogRequests.map(\.requestID) == ["d"])
    }

    @Test func anAnswerWithoutASubtypeIsARefusal() {
        let response = ControlResponse(frame: ["response": ["request_id": "r"]])
        #expect(response?.outcome == .failure(message: "the CLI gave no reason", errorCode: nil))
    }

    private func text(_ response: ControlResponse) -> String {
        JSONValue.object(response.frame).serializedString()
    }
}
