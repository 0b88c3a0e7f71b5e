internal import Journal

/// What journals of /v1 sessions say besides.
extension EventKind {
    /// The turn cannot go on without answers. Body: `calls`, each with `tool_use_id`, `name`, `kind`.
    static let turnWaiting = EventKind(rawValue: "turn.waiting")
    /// A call that waits has been answered. Body: `tool_use_id`, `uuid`, `kind`, and what the answer is.
    static let callAnswered = EventKind(rawValue: "call.answered")
    /// Somebody wants the turn to end. Body: `uuid`.
    static let interruptRequested = EventKind(rawValue: "interrupt.requested")
    /// Something about the session has been changed. Body: the fields that have, as they are now.
    static let sessionUpdated = EventKind(rawValue: "session.updated")
    /// The session takes no more. Body: empty.
    static let sessionTerminated = EventKind(rawValue: "session.terminated")
}
