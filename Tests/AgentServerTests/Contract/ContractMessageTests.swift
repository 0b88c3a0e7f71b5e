import ClaudeAgent
import JSON
import Testing

@testable import AgentServer

/// Every kind of frame against the payload that a client of the contract sees.
@Suite struct ContractMessageTests {
    private func payload(_ frame: String) throws -> String? {
        ContractMessage.payload(try AgentMessage(parsing: Array(frame.utf8))).map {
            JSONValue.object($0).serializedString(escaping: .ascii)
        }
    }

    @Test func initKeepsItsFrameAsData() throws {
        let frame = #"{"type":"system","subtype":"init","cwd":"/app","session_id":"s","tools":["WebSearch"],"new_field":{"a":1}}"#
        #expect(try payload(frame) == #"{"subtype":"init","data":\#(frame),"type":"SystemMessage"}"#)
    }

    @Test func anUnknownSystemFrameIsASystemMessage() throws {
        let frame = #"{"type":"system","subtype":"novelty","x":[1,null]}"#
        #expect(try payload(frame) == #"{"subtype":"novelty","data":\#(frame),"type":"SystemMessage"}"#)
    }

    @Test func anAnswerHasTheReferencesFieldsAndMarkedBlocks() throws {
        let message = """
            {"id":"msg_1","type":"message","role":"assistant","model":"m","stop_reason":null,"usage":{"input_tokens":1},"content":[\
            {"type":"text","text":"Grüße","citations":null},{"type":"thinking","thinking":"t","signature":"sig"},\
            {"type":"tool_use","id":"tu","name":"WebSearch","input":{"query":"q"}},{"type":"server_tool_use","id":"st","name":"n","input":{}},\
            {"type":"redacted_thinking","data":"d"},{"type":"novelty","x":1},{"no":"type"},7]}
            """
        let frame = #"{"type":"assistant","message":\#(message),"parent_tool_use_id":null,"uuid":"u","session_id":"s"}"#
        let expected = """
            {"content":[{"text":"Gr\\u00fc\\u00dfe","type":"text"},{"thinking":"t","signature":"sig","type":"thinking"},\
            {"id":"tu","name":"WebSearch","input":{"query":"q"},"type":"tool_use"},{"id":"st","name":"n","input":{},"type":"server_tool_use"},\
            {"type":"redacted_thinking","data":"d"},{"type":"novelty","x":1},{"no":"type"},7],"model":"m","parent_tool_use_id":null,\
            "error":null,"usage":{"input_tokens":1},"message_id":"msg_1","stop_reason":null,"session_id":"s","uuid":"u","type":"AssistantMessage"}
            """
        #expect(try payload(frame) == expected)
    }

    @Test func aFailedAnswerNamesItsError() throws {
        let frame =
            #"{"type":"assistant","error":"authentication_failed","message":{"model":"<synthetic>","content":[]},"parent_tool_use_id":"p"}"#
        let expected = """
            {"content":[],"model":"<synthetic>","parent_tool_use_id":"p","error":"authentication_failed","usage":null,"message_id":null,\
            "stop_reason":null,"session_id":null,"uuid":null,"type":"AssistantMessage"}
            """
        #expect(try payload(frame) == expected)
    }

    @Test func aToolResultIsAUserMessage() throws {
        let frame = """
            {"type":"user","message":{"role":"user","content":[{"type":"tool_result","tool_use_id":"tu","content":[{"type":"text","text":"x"}]}]},\
            "parent_tool_use_id":null,"uuid":"u","tool_use_result":{"stdout":"x"}}
            """
        let expected = """
            {"content":[{"tool_use_id":"tu","content":[{"type":"text","text":"x"}],"is_error":null,"type":"tool_result"}],"uuid":"u",\
            "parent_tool_use_id":null,"tool_use_result":{"stdout":"x"},"origin":null,"type":"UserMessage"}
            """
        #expect(try payload(frame) == expected)
    }

    @Test func plainTextOfAUserStaysText() throws {
        let frame = #"{"type":"user","message":{"role":"user","content":"hello"},"uuid":"u"}"#
        #expect(try payload(frame)?.hasPrefix(#"{"content":"hello","uuid":"u","#) == true)
    }

    @Test func aResultHasEveryFieldOfTheContract() throws {
        let frame = """
            {"type":"result","subtype":"success","is_error":false,"duration_ms":5,"duration_api_ms":4,"num_turns":1,"stop_reason":"end_turn",\
            "session_id":"s","total_cost_usd":0.028,"usage":{"input_tokens":1},"modelUsage":{"m":{"costUSD":0.028}},"result":"done",\
            "permission_denials":[],"uuid":"u","terminal_reason":"completed","api_error_status":null,"ttft_ms":3}
            """
        let expected = """
            {"subtype":"success","duration_ms":5,"duration_api_ms":4,"is_error":false,"num_turns":1,"session_id":"s","stop_reason":"end_turn",\
            "total_cost_usd":0.028,"usage":{"input_tokens":1},"result":"done","structured_output":null,"model_usage":{"m":{"costUSD":0.028}},\
            "permission_denials":[],"deferred_tool_use":null,"errors":null,"api_error_status":null,"uuid":"u","terminal_reason":"completed",\
            "origin":null,"type":"ResultMessage"}
            """
        #expect(try payload(frame) == expected)
    }

    @Test func anErrorResultKeepsItsErrors() throws {
        let frame = #"{"type":"result","subtype":"error_max_turns","is_error":true,"errors":["Reached maximum number of turns (1)"]}"#
        let text = try #require(try payload(frame))
        #expect(text.contains(#""subtype":"error_max_turns""#) && text.contains(#""errors":["Reached maximum number of turns (1)"]"#))
    }

    @Test func aStreamEventIsPassedOn() throws {
        let frame = #"{"type":"stream_event","uuid":"u","session_id":"s","event":{"type":"message_stop"},"parent_tool_use_id":null}"#
        #expect(
            try payload(frame)
                == #"{"uuid":"u","session_id":"s","event":{"type":"message_stop"},"parent_tool_use_id":null,"type":"StreamEvent"}"#
        )
    }

    @Test func aRateLimitIsNamedAndKeptRaw() throws {
        let info = #"{"status":"allowed_warning","resetsAt":17,"rateLimitType":"five_hour","utilization":0.9,"isUsingOverage":false}"#
        let frame = #"{"type":"rate_limit_event","rate_limit_info":\#(info),"uuid":"u","session_id":"s"}"#
        let expected = """
            {"rate_limit_info":{"status":"allowed_warning","resets_at":17,"rate_limit_type":"five_hour","utilization":0.9,"overage_status":null,\
            "overage_resets_at":null,"overage_disabled_reason":null,"raw":\(info)},"uuid":"u","session_id":"s","type":"RateLimitEvent"}
            """
        #expect(try payload(frame) == expected)
    }

    @Test func aResetNamesTheNewConversation() throws {
        let frame = #"{"type":"conversation_reset","new_conversation_id":"n","trigger":"clear","uuid":"u","session_id":"s"}"#
        #expect(
            try payload(frame)
                == #"{"new_conversation_id":"n","trigger":"clear","uuid":"u","session_id":"s","type":"ConversationResetMessage"}"#
        )
    }

    @Test(arguments: [
        ("task_started", "TaskStartedMessage", ["task_id", "description", "uuid", "session_id", "tool_use_id", "task_type"]),
        (
            "task_progress", "TaskProgressMessage",
            ["task_id", "description", "usage", "uuid", "session_id", "tool_use_id", "last_tool_name"]
        ),
        (
            "task_notification", "TaskNotificationMessage",
            ["task_id", "status", "output_file", "summary", "uuid", "session_id", "tool_use_id", "usage"]
        ),
        ("task_updated", "TaskUpdatedMessage", ["task_id", "patch", "uuid", "session_id", "tool_use_id"]),
        ("hook_started", "HookEventMessage", ["hook_id", "hook_name", "hook_event", "uuid", "session_id"]),
        ("hook_progress", "HookEventMessage", ["hook_id", "hook_name", "hook_event", "uuid", "session_id"]),
        ("hook_response", "HookEventMessage", ["hook_id", "hook_name", "hook_event", "uuid", "session_id"]),
    ]) func tasksAndHooksHaveTheirOwnClasses(subtype: String, type: String, fields: [String]) throws {
        let message = try AgentMessage(parsing: Array(#"{"type":"system","subtype":"\#(subtype)","task_id":"t","hook_id":"h"}"#.utf8))
        let payload = try #require(ContractMessage.payload(message))
        #expect(Array(payload.keys) == ["subtype", "data"] + fields + ["type"])
        #expect(payload["type"] == .string(type))
    }

    @Test(arguments: [
        #"{"type":"control_request","request_id":"r","request":{"subtype":"can_use_tool"}}"#,
        #"{"type":"control_response","response":{"subtype":"success","request_id":"r"}}"#,
        #"{"type":"control_cancel_request","request_id":"r"}"#, #"{"type":"keep_alive"}"#,
        #"{"type":"transcript_mirror","filePath":"/x","entries":[]}"#, #"{"type":"novelty"}"#, #"{"no":"type"}"#,
        #"{"type":"system","subtype":"session_state_changed","state":"idle","sdk_host_only":true}"#,
        #"{"type":"tool_progress"}"#, #"{"type":"command_lifecycle","command_uuid":"u","state":"started"}"#,
    ]) func whatIsNoMessageIsNotShown(frame: String) throws {
        #expect(try payload(frame) == nil)
    }
}
