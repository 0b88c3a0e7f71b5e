internal import Synchronization

/// What the canned agent knows of its conversations.
public final class Memory: Sendable {
    /// One conversation.
    struct Conversation: Sendable {
        let agentSession = Memory.uuid()
        var prompts: [String] = []
    }

    private let conversations = Mutex<[String: Conversation]>([:])
    private let firstPrompts = Mutex<[String]>([])

    /// Nothing yet.
    public init() {}

    /// Adds a prompt and gives the conversation with it.
    func add(_ prompt: String, to session: String) -> Conversation {
        let conversation = conversations.withLock { conversations in
            conversations[session, default: Conversation()].prompts.append(prompt)
            return conversations[session] ?? Conversation()
        }
        if conversation.prompts.count == 1 { firstPrompts.withLock { $0.append(prompt) } }
        return conversation
    }

    func forget(_ session: String) { conversations.withLock { $0[session] = nil } }

    /// Forgets everything, as a server that keeps nothing does when it ends.
    public func forgetAll() { conversations.withLock { $0 = [:] } }

    /// The first prompt of whichever session began last.
    var latestFirstPrompt: String? { firstPrompts.withLock { $0.last } }

    static func uuid() -> String {
        let digits = (0..<32).map { _ in String(Int.random(in: 0..<16), radix: 16) }.joined()
        var rest = digits[...]
        return [8, 4, 4, 4, 12].map { length in
            defer { rest = rest.dropFirst(length) }
            return String(rest.prefix(length))
        }.joined(separator: "-")
    }
}
