import ClaudeAgent
import JSON
import Testing

@Suite struct InboundRequestTests {
    @Test func aPermissionQuestionHasEveryField() throws {
        guard
            case .canUseTool(let request) = try kind(
                #"{"subtype":"can_use_tool","tool_name":"Bash","input":{"command":"ls"},"tool_use_id":"t1","display_name":"Shell","#
                    + #""description":"list","title":"Run?","permission_suggestions":[{"type":"setMode","mode":"acceptEdits","destination":"session"},"#
                    + #"{"type":"unheard"}],"blocked_path":"/etc","decision_reason":"rule","decision_reason_type":"rule","agent_id":"a","#
                    + #""mcp_server":{"name":"calc","source":"sdk"},"requires_user_interaction":true,"suppress_always_allow_rule":true,"#
                    + #""default_to_no":true,"classifier_approvable":false}"#
            )
        else { Issue.record("not can_use_tool"); return }
        #expect(request.toolName == "Bash" && request.input == ["command": "ls"] && request.toolUseID == "t1")
        #expect(request.displayName == "Shell" && request.description == "list" && request.title == "Run?")
        #expect(request.suggestions == [PermissionUpdate(.setMode(.acceptEdits), in: .session)])
        #expect(request.blockedPath == "/etc" && request.decisionReason == "rule" && request.decisionReasonType == "rule")
        #expect(request.agentID == "a" && request.mcpServerName == "calc" && request.requiresUserInteraction)
        #expect(request.suppressesAlwaysAllow && request.defaultsToNo && request.json["classifier_approvable"] == false)
    }

    @Test func aHookCallIsRead() throws {
        guard
            case .hookCallback(let id, let input, let toolUseID) = try kind(
                #"{"subtype":"hook_callback","callback_id":"hook_3","input":{"hook_event_name":"Stop","stop_hook_active":true},"tool_use_id":"t"}"#
            )
        else { Issue.record("not hook_callback"); return }
        #expect(id == "hook_3" && toolUseID == "t" && input.event == .stop && input.isStopHookActive)
    }

    @Test func anMCPMessageIsRead() throws {
        guard
            case .mcpMessage(let name, let message) = try kind(
                #"{"subtype":"mcp_message","server_name":"calc","message":{"jsonrpc":"2.0","method":"ping","id":0}}"#
            )
        else { Issue.record("not mcp_message"); return }
        #expect(name == "calc" && message["method"] == "ping")
    }

    @Test func anElicitationIsRead() throws {
        guard
            case .elicitation(let request) = try kind(
                #"{"subtype":"elicitation","mcp_server_name":"m","message":"Name?","mode":"form","url":"http://u","elicitation_id":"e","#
                    + #""requested_schema":{"type":"object"}}"#
            )
        else { Issue.record("not elicitation"); return }
        #expect(request.serverName == "m" && request.message == "Name?" && request.mode == "form" && request.url == "http://u")
        #expect(request.elicitationID == "e" && request.requestedSchema == ["type": "object"])
    }

    @Test func aDialogIsRead() throws {
        guard case .requestUserDialog(let request) = try kind(#"{"subtype":"request_user_dialog","dialog_kind":"k","payload":{"a":1}}"#)
        else {
            Issue.record("not request_user_dialog")
            return
        }
        #expect(request.dialogKind == "k" && request.payload == ["a": 1])
    }

    @Test func anythingElseIsUnknownAndAnsweredWithAnError() throws {
        guard case .unknown(let subtype) = try kind(#"{"subtype":"make_coffee"}"#) else { Issue.record("known?"); return }
        #expect(subtype == "make_coffee")
        #expect(InboundAnswer.unsupported(subtype) == .failure("Unsupported control request subtype: make_coffee"))
    }

    @Test func answersToElicitationsAndDialogsAreExact() {
        #expect(ElicitationAnswer.accept(content: ["name": "x"]).json == ["action": "accept", "content": ["name": "x"]])
        #expect(ElicitationAnswer.accept(content: nil).json == ["action": "accept"])
        #expect(ElicitationAnswer.decline.json == ["action": "decline"] && ElicitationAnswer.cancel.json == ["action": "cancel"])
        #expect(UserDialogAnswer.completed(result: 1).json == ["behavior": "completed", "result": 1])
        #expect(UserDialogAnswer.cancelled.json == ["behavior": "cancelled"])
    }

    private func kind(_ text: String) throws -> InboundRequest.Kind {
        InboundRequest(requestID: "r", json: try #require(JSONValue(parsing: text).object)).kind
    }
}
