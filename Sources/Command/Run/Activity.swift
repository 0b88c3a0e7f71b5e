public import ClaudeAgent

/// What a one-shot run says while it works, in the words of the image's contract (hosting contract B2).
public enum Activity {
    /// The line for a frame, or `nil` when there is nothing to say.
    public static func line(for message: AgentMessage) -> String? {
        switch message.kind {
        case .assistant(let answer): line(for: answer)
        case .user(let message): line(for: message.toolResults)
        default: nil
        }
    }

    /// The line for a turn that failed.
    public static func failure(_ reason: String) -> String { "❌ Query error: \(reason)" }

    private static func line(for answer: AssistantMessage) -> String? {
        guard answer.error == nil else { return nil }
        for block in answer.content {
            switch block.kind {
            case .toolUse(let call), .serverToolUse(let call): return "🤖 Using: \(call.name)()"
            default: continue
            }
        }
        return "🤖 Thinking..."
    }

    private static func line(for results: [ToolResult]) -> String? {
        guard let first = results.first else { return nil }
        return first.isError ? "✗ Tool failed" : "✓ Tool completed"
    }
}
