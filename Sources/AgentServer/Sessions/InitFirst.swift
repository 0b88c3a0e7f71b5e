internal import ClaudeAgent

/// Puts a turn's `init` before whatever the CLI says ahead of it: readers may rely on it being the first frame. Pure.
struct InitFirst: Sendable {
    private var held: [[UInt8]] = []
    private var isOpen = false

    /// Frames held at most; a CLI that says more than that without an `init` sends none.
    static let limit = 64

    /// The frames that may be passed on now that `message` has come, in order.
    mutating func pass(_ message: AgentMessage) -> [[UInt8]] {
        guard !isOpen else { return [message.raw] }
        if case .system(let system) = message.kind, system.subtype == .initialization { return [message.raw] + flush() }
        held.append(message.raw)
        return held.count < Self.limit && !Self.isConversation(message) ? [] : flush()
    }

    /// What has been held, which need not wait any longer.
    mutating func flush() -> [[UInt8]] {
        isOpen = true
        defer { held = [] }
        return held
    }

    /// What cannot come before `init`: a turn that begins with it has none.
    private static func isConversation(_ message: AgentMessage) -> Bool {
        switch message.kind {
        case .assistant, .user, .result, .streamEvent: true
        default: false
        }
    }
}
