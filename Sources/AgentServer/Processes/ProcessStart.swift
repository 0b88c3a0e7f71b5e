/// How a turn came to its process.
enum ProcessStart: String, Sendable, Hashable, CaseIterable {
    /// The session's own process was there.
    case live
    /// A spare was taken.
    case spare
    /// A process was started for a new conversation.
    case new
    /// A process was started that resumed the conversation.
    case resume
    /// The agent began the turn by itself, in its own process.
    case byItself = "by_itself"
}
