internal import ClaudeAgent
internal import JSON

/// A CLI frame as the contract's `message` event shows it: the fields of the Python SDK's message class, and its name as `type`.
///
/// Absent fields are null, as in the reference. Content blocks keep the reference's keys and gain their own `type`.
enum ContractMessage {
    /// The payload, or `nil` for frames that callers are not shown.
    static func payload(_ message: AgentMessage) -> JSONObject? {
        guard !message.isHostOnly else { return nil }
        let frame = message.json
        switch message.kind {
        case .system(let system): return SystemPayload.make(system)
        case .assistant(let assistant): return self.assistant(frame, assistant)
        case .user: return user(frame)
        case .result: return result(frame)
        case .streamEvent: return pick(["uuid", "session_id", "event", "parent_tool_use_id"], frame, "StreamEvent")
        case .rateLimit: return rateLimit(frame)
        case .conversationReset: return pick(["new_conversation_id", "trigger", "uuid", "session_id"], frame, "ConversationResetMessage")
        default: return nil
        }
    }

    private static func assistant(_ frame: JSONObject, _ assistant: AssistantMessage) -> JSONObject {
        let inner = frame["message"]?.object ?? JSONObject()
        return build("AssistantMessage") { payload in
            payload.append("content", blocks(inner["content"]))
            payload.append("model", inner["model"] ?? .null)
            payload.append("parent_tool_use_id", frame["parent_tool_use_id"] ?? .null)
            payload.append("error", frame["error"] ?? .null)
            payload.append("usage", inner["usage"] ?? .null)
            payload.append("message_id", inner["id"] ?? .null)
            payload.append("stop_reason", inner["stop_reason"] ?? .null)
            payload.append("session_id", frame["session_id"] ?? .null)
            payload.append("uuid", frame["uuid"] ?? .null)
        }
    }

    private static func user(_ frame: JSONObject) -> JSONObject {
        build("UserMessage") { payload in
            payload.append("content", blocks(frame["message"]?["content"]))
            payload.append("uuid", frame["uuid"] ?? .null)
            payload.append("parent_tool_use_id", frame["parent_tool_use_id"] ?? .null)
            payload.append("tool_use_result", frame["tool_use_result"] ?? .null)
            payload.append("origin", frame["origin"] ?? .null)
        }
    }

    private static func result(_ frame: JSONObject) -> JSONObject {
        let names = [
            "subtype", "duration_ms", "duration_api_ms", "is_error", "num_turns", "session_id", "stop_reason", "total_cost_usd", "usage",
            "result", "structured_output",
        ]
        return build("ResultMessage") { payload in
            for name in names { payload.append(name, frame[name] ?? .null) }
            payload.append("model_usage", frame["modelUsage"] ?? .null)
            for name in ["permission_denials", "deferred_tool_use", "errors", "api_error_status", "uuid", "terminal_reason", "origin"] {
                payload.append(name, frame[name] ?? .null)
            }
        }
    }

    private static func rateLimit(_ frame: JSONObject) -> JSONObject {
        let info = frame["rate_limit_info"]?.object ?? JSONObject()
        let names = [
            ("status", "status"), ("resets_at", "resetsAt"), ("rate_limit_type", "rateLimitType"), ("utilization", "utilization"),
            ("overage_status", "overageStatus"), ("overage_resets_at", "overageResetsAt"),
            ("overage_disabled_reason", "overageDisabledReason"),
        ]
        var named = JSONObject()
        for (name, wire) in names { named.append(name, info[wire] ?? .null) }
        named.append("raw", .object(info))
        return build("RateLimitEvent") { payload in
            payload.append("rate_limit_info", .object(named))
            payload.append("uuid", frame["uuid"] ?? .null)
            payload.append("session_id", frame["session_id"] ?? .null)
        }
    }

    static func pick(_ names: [String], _ frame: JSONObject, _ type: String) -> JSONObject {
        build(type) { payload in
            for name in names { payload.append(name, frame[name] ?? .null) }
        }
    }

    static func build(_ type: String, _ fill: (inout JSONObject) -> Void) -> JSONObject {
        var payload = JSONObject()
        fill(&payload)
        payload.append("type", .string(type))
        return payload
    }

    /// Text stays text; blocks keep the keys that the reference has, and their `type` behind them.
    private static func blocks(_ content: JSONValue?) -> JSONValue {
        guard let list = content?.array else { return content ?? .null }
        return .array(list.map(block))
    }

    private static func block(_ block: JSONValue) -> JSONValue {
        guard let object = block.object, let type = object["type"]?.string, let names = blockFields[type] else { return block }
        return .object(pick(names, object, type))
    }

    private static let blockFields = [
        "text": ["text"],
        "thinking": ["thinking", "signature"],
        "tool_use": ["id", "name", "input"],
        "server_tool_use": ["id", "name", "input"],
        "tool_result": ["tool_use_id", "content", "is_error"],
    ]
}
