internal import JSON

/// Messages as the contract's part A6 has them.
struct CannedMessages {
    let fault: Fault?
    let agentSession: String

    func initialization() -> JSONValue {
        var data: JSONObject = [
            "type": "system", "subtype": "init", "cwd": "/app", "session_id": .string(agentSession), "mcp_servers": [], "model": "canned",
            "tools": fault == .offersBash ? ["WebSearch", "Bash"] : ["WebSearch"], "permissionMode": "dontAsk", "slash_commands": [],
            "apiKeySource": "none", "claude_code_version": "0", "output_style": "default", "agents": [], "skills": [], "plugins": [],
            "uuid": .string(Memory.uuid()),
        ]
        if fault == .bareInit { data["tools"] = nil }
        return ["subtype": "init", "data": .object(data), "type": "SystemMessage"]
    }

    func assistant(_ content: [JSONValue]) -> JSONValue {
        [
            "content": .array(content), "model": "canned", "parent_tool_use_id": nil, "error": nil, "usage": usage,
            "uuid": .string(Memory.uuid()), "type": fault == .unknownClass ? "assistant" : "AssistantMessage",
        ]
    }

    func toolResult(_ id: String, _ outcome: JSONValue) -> JSONValue {
        let block = JSONValue.object(["type": "tool_result", "tool_use_id": .string(id)]).merging(outcome)
        var message: JSONObject = [
            "content": [typed(block)], "uuid": .string(Memory.uuid()), "parent_tool_use_id": nil, "tool_use_result": nil,
            "type": "UserMessage",
        ]
        if fault == .userWithoutResult { message["tool_use_result"] = nil }
        return .object(message)
    }

    func result(_ text: String, isError: Bool = false, stop: String = "end_turn") -> JSONValue {
        var message: JSONObject = [
            "subtype": "success", "duration_ms": 1, "duration_api_ms": 1, "is_error": .bool(isError), "num_turns": 1,
            "session_id": .string(agentSession), "stop_reason": .string(stop), "total_cost_usd": 0.001, "usage": usage,
            "result": .string(text),
            "structured_output": nil, "uuid": .string(Memory.uuid()), "type": "ResultMessage",
        ]
        if fault == .resultWithoutCost { message["total_cost_usd"] = nil }
        return .object(message)
    }

    func text(_ text: String) -> JSONValue { typed(["type": "text", "text": .string(text)]) }

    func thinking(_ text: String) -> JSONValue { typed(["type": "thinking", "thinking": .string(text), "signature": "s"]) }

    func toolUse(_ id: String, _ name: String, _ input: JSONValue) -> JSONValue {
        typed(["type": "tool_use", "id": .string(id), "name": .string(name), "input": input])
    }

    private func typed(_ block: JSONValue) -> JSONValue {
        guard fault == .untypedBlocks, var object = block.object else { return block }
        object["type"] = nil
        return .object(object)
    }

    private var usage: JSONValue {
        ["input_tokens": 1, "cache_creation_input_tokens": 0, "cache_read_input_tokens": 0, "output_tokens": 1]
    }
}
