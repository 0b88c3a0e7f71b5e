import JSON

/// What the agent and its tools say.
extension Frame {
    /// One content block of an answer.
    static func assistant(_ block: JSONValue, messageID: String, model: String, uuids: [String]) -> JSONObject {
        let message: JSONValue = [
            "id": .string(messageID), "type": "message", "role": "assistant", "model": .string(model), "content": [block],
            "stop_reason": nil, "stop_sequence": nil,
            "usage": ["input_tokens": 5, "output_tokens": 1, "cache_creation_input_tokens": 0, "cache_read_input_tokens": 0],
            "context_management": nil,
        ]
        var frame: JSONObject = ["type": "assistant", "message": message, "parent_tool_use_id": nil]
        frame["timestamp"] = .string(Moment.timestamp)
        if let first = uuids.first { frame.merge(["user_message_uuid": .string(first), "user_message_uuids": list(uuids)]) }
        return frame
    }

    static func toolUse(_ name: String, _ input: JSONValue, id: String) -> JSONValue {
        ["type": "tool_use", "id": .string(id), "name": .string(name), "input": input]
    }

    /// What a tool gave back.
    static func toolResult(_ text: String, isError: Bool, id: String) -> JSONObject {
        var block: JSONObject = ["type": "tool_result", "content": .string(text)]
        if isError { block["is_error"] = true }
        block["tool_use_id"] = .string(id)
        return [
            "type": "user", "message": ["role": "user", "content": [.object(block)]], "parent_tool_use_id": nil,
            "timestamp": .string(Moment.timestamp), "tool_use_result": isError ? .string("Error: " + text) : ["stdout": .string(text)],
        ]
    }

    static func interruptionMarker(_ text: String) -> JSONObject {
        [
            "type": "user", "message": ["role": "user", "content": [["type": "text", "text": .string(text)]]],
            "parent_tool_use_id": nil, "timestamp": .string(Moment.timestamp),
        ]
    }

    static func streamEvent(_ event: JSONValue) -> JSONObject {
        ["type": "stream_event", "event": event, "parent_tool_use_id": nil]
    }
}
