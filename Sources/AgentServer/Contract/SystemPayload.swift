internal import ClaudeAgent
internal import JSON

/// System frames as the Python SDK's message classes: `SystemMessage`, or one of its kinds for tasks and hooks.
enum SystemPayload {
    static func make(_ system: SystemMessage) -> JSONObject {
        let frame = system.json
        let (type, names) = shape(frame["subtype"]?.string ?? "")
        return ContractMessage.build(type) { payload in
            payload.append("subtype", frame["subtype"] ?? .null)
            payload.append("data", .object(frame))
            for name in names { payload.append(name, frame[name] ?? .null) }
        }
    }

    private static func shape(_ subtype: String) -> (type: String, fields: [String]) {
        let ids = ["uuid", "session_id", "tool_use_id"]
        return switch subtype {
        case "task_started": ("TaskStartedMessage", ["task_id", "description"] + ids + ["task_type"])
        case "task_progress": ("TaskProgressMessage", ["task_id", "description", "usage"] + ids + ["last_tool_name"])
        case "task_notification": ("TaskNotificationMessage", ["task_id", "status", "output_file", "summary"] + ids + ["usage"])
        case "task_updated": ("TaskUpdatedMessage", ["task_id", "patch"] + ids)
        case "hook_started", "hook_progress", "hook_response":
            ("HookEventMessage", ["hook_id", "hook_name", "hook_event", "uuid", "session_id"])
        default: ("SystemMessage", [])
        }
    }
}
