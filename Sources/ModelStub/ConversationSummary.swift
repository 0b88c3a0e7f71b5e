import JSON

/// What the stub carries across a compaction, written into its summary and read back from it.
struct ConversationSummary: Hashable {
    let count: Int
    let first: String

    private static let opening = "Stub memory: "

    /// Takes the conversation so far; nil when nobody has spoken in it.
    init?(of conversation: Conversation) {
        guard let first = conversation.first else { return nil }
        count = conversation.count
        self.first = first
    }

    /// Finds the line that an earlier summary holds.
    init?(in text: String) {
        for line in text.split(separator: "\n") where line.hasPrefix(Self.opening) {
            guard let memory = try? JSONValue(parsing: String(line.dropFirst(Self.opening.count))) else { continue }
            guard let count = memory["prompts"]?.int, count >= 0, let first = memory["first"]?.string else { continue }
            self.count = count
            self.first = first
            return
        }
        return nil
    }

    /// The answer to the CLI's order, in the form it asks for.
    static func answer(for conversation: Conversation) -> String {
        let line = Self(of: conversation)?.line ?? "Nobody has said anything yet."
        return "<analysis>\nThe prompts were counted.\n</analysis>\n\n<summary>\n\(line)\n</summary>"
    }

    private var line: String {
        let memory: JSONValue = ["prompts": .number(JSONNumber(count)), "first": .string(MemoryAnswer.cut(first))]
        return Self.opening + memory.serializedString(escaping: .minimal)
    }
}
