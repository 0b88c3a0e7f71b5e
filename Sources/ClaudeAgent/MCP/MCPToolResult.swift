public import JSON

/// What a tool answers.
public struct MCPToolResult: Sendable, Hashable {
    /// One piece of an answer.
    public enum Content: Sendable, Hashable {
        /// Text.
        case text(String)
        /// An image, in base64.
        case image(base64: String, mimeType: String)
        /// Sound, in base64.
        case audio(base64: String, mimeType: String)
        /// Any other content object of the Model Context Protocol.
        case other(JSONObject)
    }

    /// The pieces.
    public var content: [Content]
    /// The answer as a value, beside the pieces.
    public var structuredContent: JSONObject?
    /// Whether the tool failed.
    public var isError: Bool

    /// Makes an answer.
    public init(_ content: [Content], structuredContent: JSONObject? = nil, isError: Bool = false) {
        self.content = content
        self.structuredContent = structuredContent
        self.isError = isError
    }

    /// An answer of text.
    public static func text(_ text: String) -> MCPToolResult { MCPToolResult([.text(text)]) }

    /// A failure of text.
    public static func failure(_ message: String) -> MCPToolResult { MCPToolResult([.text(message)], isError: true) }

    /// The answer as JSON-RPC has it.
    public var json: JSONObject {
        var object: JSONObject = ["content": .array(content.map { .object($0.json) })]
        object.set("structuredContent", structuredContent)
        if isError { object.set("isError", true) }
        return object
    }
}

extension MCPToolResult.Content {
    var json: JSONObject {
        switch self {
        case .text(let text): ["type": "text", "text": .string(text)]
        case .image(let base64, let mimeType): ["type": "image", "data": .string(base64), "mimeType": .string(mimeType)]
        case .audio(let base64, let mimeType): ["type": "audio", "data": .string(base64), "mimeType": .string(mimeType)]
        case .other(let object): object
        }
    }
}
