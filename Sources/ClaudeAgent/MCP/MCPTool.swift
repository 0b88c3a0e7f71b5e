public import JSON

/// A tool that runs inside this process (protocol notes 7.3).
public struct MCPTool: Sendable {
    /// Runs the tool. Throw ``MCPToolFailure`` for a failure the model should read about; any other error is a crash.
    public typealias Handler = @Sendable (MCPToolCall) async throws -> MCPToolResult

    /// The name within its server; the model sees `mcp__<server>__<name>`.
    public let name: String
    /// What it does and when to use it; the model reads this.
    public let description: String
    /// The JSON Schema of its arguments.
    public let inputSchema: JSONObject
    /// Hints for the client, such as `readOnlyHint`.
    public let annotations: JSONObject?
    /// Characters of its answer that the model reads; the CLI writes a longer one to a file and shows its beginning. `nil` for the CLI's own
    /// limit, at most 500,000. Pictures and documents do not count.
    public var maximumResultSize: Int?
    let handler: Handler

    /// Makes a tool.
    public init(
        _ name: String,
        description: String,
        inputSchema: JSONObject,
        annotations: JSONObject? = nil,
        handler: @escaping Handler
    ) {
        self.name = name
        self.description = description
        self.inputSchema = inputSchema
        self.annotations = annotations
        self.handler = handler
    }

    var json: JSONObject {
        var object: JSONObject = ["name": .string(name), "description": .string(description), "inputSchema": .object(inputSchema)]
        object.set("annotations", annotations)
        if let maximumResultSize { object["_meta"] = ["anthropic/maxResultSizeChars": JSONValue(maximumResultSize)] }
        return object
    }
}

/// One call of a tool.
public struct MCPToolCall: Sendable, Hashable {
    /// The arguments. Their shape is what the model made of the schema: check before use.
    public let arguments: JSONObject
    /// The model's id of the call.
    public let toolUseID: String?
}

/// A failure the model reads about and can act upon.
public struct MCPToolFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// What went wrong and what to do instead.
    public let message: String

    /// Makes a failure.
    public init(_ message: String) {
        self.message = message
    }

    /// The message.
    public var description: String { message }
}
