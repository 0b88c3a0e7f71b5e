internal import JSON

/// Events as messages of two roles in turn. Pure.
enum HistoryMessages {
    /// What stands beside each other and is of one role is one message.
    static func fold(_ events: [ManagedEvent]) -> [JSONValue] {
        var messages: [(role: String, id: String, content: [JSONValue])] = []
        for event in events {
            guard let (role, blocks) = blocks(event) else { continue }
            if messages.last?.role == role {
                messages[messages.count - 1].content += blocks
            } else {
                messages.append((role, event.id, blocks))
            }
        }
        return messages.map { ["id": .string($0.id), "role": .string($0.role), "content": .array($0.content)] }
    }

    private static func blocks(_ event: ManagedEvent) -> (role: String, blocks: [JSONValue])? {
        // A subagent's call stands there for whoever has to allow it, and is no part of the conversation.
        guard event.fields["session_thread_id"] == nil else { return nil }
        let content = event.fields["content"]?.array ?? []
        switch event.type {
        case "user.message": return ("user", content)
        case "agent.message": return ("assistant", content)
        case "agent.tool_use", "agent.mcp_tool_use", "agent.custom_tool_use":
            let (name, input) = (event.fields["name"] ?? "", event.fields["input"] ?? .object(JSONObject()))
            return ("assistant", [["type": "tool_use", "id": .string(event.id), "name": name, "input": input]])
        case "agent.tool_result", "agent.mcp_tool_result", "user.custom_tool_result":
            let call = event.fields["tool_use_id"] ?? event.fields["mcp_tool_use_id"] ?? event.fields["custom_tool_use_id"] ?? .null
            let isError = event.fields["is_error"] ?? false
            return ("user", [["type": "tool_result", "tool_use_id": call, "content": .array(content), "is_error": isError]])
        default: return nil
        }
    }
}
