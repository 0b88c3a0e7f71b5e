public import JSON

/// A raw event of the API's stream, with ``AgentOptions/includesPartialMessages``.
public struct StreamEventMessage: JSONBacked {
    /// The frame.
    public let json: JSONObject

    /// Views a frame.
    public init(_ json: JSONObject) {
        self.json = json
    }

    /// The API's event, untouched.
    public var event: JSONObject { json.object("event") ?? JSONObject() }
    /// `message_start`, `content_block_delta`, ….
    public var eventType: String? { event.string("type") }
    /// The tool call of the subagent it belongs to; `nil` on the main thread.
    public var parentToolUseID: String? { json.string("parent_tool_use_id") }
    /// The API's id of the message it is part of.
    public var messageID: String? { json.string("api_message_id") }
    /// The piece of text this event adds.
    public var textDelta: String? { delta("text_delta", "text") }
    /// The piece of thinking this event adds.
    public var thinkingDelta: String? { delta("thinking_delta", "thinking") }
    /// Blocks of an aborted message that must be thrown away.
    public var abandonedBlocks: JSONObject? { json.object("abandoned_blocks") }

    private func delta(_ type: String, _ key: String) -> String? {
        guard let delta = event.object("delta"), delta.string("type") == type else { return nil }
        return delta.string(key)
    }
}
