import JSON

/// The events of a message that streams, as the API words them.
enum StreamEvents {
    static func opening(_ messageID: String, model: String) -> [JSONValue] {
        let message: JSONValue = [
            "id": .string(messageID), "type": "message", "role": "assistant", "model": .string(model), "content": [],
            "stop_reason": nil, "stop_sequence": nil,
            "usage": ["input_tokens": 5, "output_tokens": 1, "cache_creation_input_tokens": 0, "cache_read_input_tokens": 0],
        ]
        return [
            ["type": "message_start", "message": message],
            ["type": "content_block_start", "index": 0, "content_block": ["type": "text", "text": ""]],
        ]
    }

    static func delta(_ text: String) -> JSONValue {
        ["type": "content_block_delta", "index": 0, "delta": ["type": "text_delta", "text": .string(text)]]
    }

    static let closing: [JSONValue] = [
        ["type": "content_block_stop", "index": 0],
        ["type": "message_delta", "delta": ["stop_reason": "end_turn", "stop_sequence": nil], "usage": ["output_tokens": 3]],
        ["type": "message_stop"],
    ]
}
