import JSON

/// The events of a message that streams: what the API sends, wrapped.
struct StreamEvents {
    let messageID: String
    let model: String
    let uuids: [String]

    func opening() -> [JSONObject] {
        let message: JSONValue = [
            "id": .string(messageID), "type": "message", "role": "assistant", "model": .string(model), "content": [],
            "stop_reason": nil, "stop_sequence": nil, "usage": Frame.messageUsage,
        ]
        let first = wrapped(["type": "message_start", "message": message]).merging(["ttft_ms": 1, "thinking_display": "updates"])
        return [
            first.merging(Frame.promptIDs(uuids)),
            wrapped(["type": "content_block_start", "index": 0, "content_block": ["type": "text", "text": ""]]),
        ]
    }

    func delta(_ text: String) -> JSONObject {
        wrapped(["type": "content_block_delta", "index": 0, "delta": ["type": "text_delta", "text": .string(text)]])
    }

    func closing() -> [JSONObject] {
        [
            wrapped(["type": "content_block_stop", "index": 0]),
            wrapped(["type": "message_delta", "delta": ["stop_reason": "end_turn", "stop_sequence": nil], "usage": Frame.messageUsage]),
            wrapped(["type": "message_stop"]),
        ]
    }

    func wrapped(_ event: JSONValue) -> JSONObject {
        ["type": "stream_event", "event": event, "parent_tool_use_id": nil, "api_message_id": .string(messageID)]
    }
}
