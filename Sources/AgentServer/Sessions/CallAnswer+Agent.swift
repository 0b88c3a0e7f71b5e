internal import ClaudeAgent
internal import JSON

/// What the agent is told of an answer.
extension CallAnswer {
    /// What the CLI is told when it is about to make the call.
    var output: HookOutput {
        guard case .confirmation(allows: false, let message) = reply else { return .allow() }
        return .deny(message ?? "The user refused this call.")
    }

    /// What the client's own tool answers.
    var result: MCPToolResult {
        guard case .result(let content, let isError) = reply else { return .failure("Nobody has answered this call.") }
        return MCPToolResult((content ?? []).map(Self.content), isError: isError ?? false)
    }

    /// The same as the model reads it; `nil` for a failure, which is text.
    var blocks: [JSONValue]? {
        guard case .result(let content?, let isError) = reply, isError != true, !content.isEmpty else { return nil }
        return content
    }

    private static func content(_ block: JSONValue) -> MCPToolResult.Content {
        if block["type"]?.string == "text", let text = block["text"]?.string { return .text(text) }
        let source = block["source"]
        if block["type"]?.string == "image", let data = source?["data"]?.string, let type = source?["media_type"]?.string {
            return .image(base64: data, mimeType: type)
        }
        // Text of a document is what the model would read of it.
        if source?["type"]?.string == "text", let text = source?["data"]?.string { return .text(text) }
        return .text("(This version of the agent cannot be shown a \(block["type"]?.string ?? "block") here.)")
    }
}
