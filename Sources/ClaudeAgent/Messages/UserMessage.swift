public import JSON

/// A tool's answer, a prompt played back, or a note the CLI wrote in the user's name.
public struct UserMessage: JSONBacked {
    /// The frame.
    public let json: JSONObject

    /// Views a frame.
    public init(_ json: JSONObject) {
        self.json = json
    }

    /// The content: text becomes one block.
    public var content: [ContentBlock] {
        switch json.object("message")?["content"] {
        case .string(let text): [ContentBlock(["type": "text", "text": .string(text)])]
        case .array(let blocks): blocks.map(ContentBlock.init)
        default: []
        }
    }

    /// The tool results among the content; parallel tools come in one frame each, in the order they end.
    public var toolResults: [ToolResult] {
        content.compactMap { block in
            guard case .toolResult(let result) = block.kind else { return nil }
            return result
        }
    }

    /// The tool's structured output, such as `stdout` and `stderr` of Bash.
    public var toolUseResult: JSONValue? { json["tool_use_result"] }
    /// The tool call of the subagent it belongs to; `nil` on the main thread.
    public var parentToolUseID: String? { json.string("parent_tool_use_id") }
    /// Whether it is a prompt played back.
    public var isReplay: Bool { json.bool("isReplay") ?? false }
    /// Whether the CLI made it up.
    public var isSynthetic: Bool { json.bool("isSynthetic") ?? false }
    /// Who caused it, when it was not the user.
    public var origin: JSONObject? { json.object("origin") }
}
