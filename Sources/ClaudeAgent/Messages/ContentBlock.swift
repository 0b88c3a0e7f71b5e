public import JSON

/// One block of a message's content (protocol notes 9).
public struct ContentBlock: Sendable, Hashable {
    /// The block as it came.
    public let json: JSONValue

    /// Views a block.
    public init(_ json: JSONValue) {
        self.json = json
    }

    /// What a block is. New cases may be added: always keep a default branch.
    public enum Kind: Sendable, Hashable {
        /// Text.
        case text(String)
        /// Thinking, with the signature that proves it to the API.
        case thinking(String, signature: String?)
        /// Thinking nobody but the API can read.
        case redactedThinking(data: String)
        /// A call of a tool the CLI runs.
        case toolUse(ToolUse)
        /// A call of a tool the API runs.
        case serverToolUse(ToolUse)
        /// What a web search of the API found.
        case webSearchToolResult(toolUseID: String, content: JSONValue)
        /// What a tool answered.
        case toolResult(ToolResult)
        /// A type this library does not know; see ``ContentBlock/json``.
        case unknown(type: String)
    }

    /// The typed view.
    public var kind: Kind {
        let type = json["type"]?.string ?? ""
        return Self.written(type, json) ?? Self.called(type, json) ?? .unknown(type: type)
    }

    /// The text, when the block is text.
    public var text: String? {
        guard case .text(let text) = kind else { return nil }
        return text
    }

    private static func written(_ type: String, _ json: JSONValue) -> Kind? {
        switch type {
        case "text": json["text"]?.string.map(Kind.text)
        case "thinking": json["thinking"]?.string.map { .thinking($0, signature: json["signature"]?.string) }
        case "redacted_thinking": json["data"]?.string.map { .redactedThinking(data: $0) }
        default: nil
        }
    }

    private static func called(_ type: String, _ json: JSONValue) -> Kind? {
        switch type {
        case "tool_use": ToolUse(json).map(Kind.toolUse)
        case "server_tool_use": ToolUse(json).map(Kind.serverToolUse)
        case "tool_result": ToolResult(json).map(Kind.toolResult)
        case "web_search_tool_result":
            json["tool_use_id"]?.string.map { .webSearchToolResult(toolUseID: $0, content: json["content"] ?? nil) }
        default: nil
        }
    }
}

/// A call of a tool.
public struct ToolUse: Sendable, Hashable {
    /// The id its result refers to.
    public let id: String
    /// The tool's name.
    public let name: String
    /// Its arguments.
    public let input: JSONValue

    init?(_ json: JSONValue) {
        guard let id = json["id"]?.string, let name = json["name"]?.string else { return nil }
        self.id = id
        self.name = name
        self.input = json["input"] ?? [:]
    }
}

/// What a tool answered.
public struct ToolResult: Sendable, Hashable {
    /// The call it answers.
    public let toolUseID: String
    /// A string, or a list of blocks.
    public let content: JSONValue
    /// Whether the tool failed or was not run.
    public let isError: Bool

    init?(_ json: JSONValue) {
        guard let id = json["tool_use_id"]?.string else { return nil }
        self.toolUseID = id
        self.content = json["content"] ?? nil
        self.isError = json["is_error"]?.bool ?? false
    }

    /// The text of the answer, blocks that are not text left out.
    public var text: String {
        if let text = content.string { return text }
        return (content.array ?? []).compactMap { ContentBlock($0).text }.joined(separator: "\n")
    }
}
