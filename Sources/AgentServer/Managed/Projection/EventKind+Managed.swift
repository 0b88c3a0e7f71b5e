internal import Journal

/// What journals of /v1 sessions say besides.
extension EventKind {
    /// Something about the session has been changed. Body: the fields that have, as they are now.
    static let sessionUpdated = EventKind(rawValue: "session.updated")
    /// The session takes no more. Body: empty.
    static let sessionTerminated = EventKind(rawValue: "session.terminated")
}
