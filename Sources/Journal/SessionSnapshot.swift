/// What a session's writer needs to go on, stored in one step with the events that changed it.
public struct SessionSnapshot: Sendable, Hashable {
    /// The state, in the writer's own form: a JSON object.
    public var state: [UInt8]
    /// Whether a prompt has no terminal event yet, so that somebody has to go on with the session after a restart.
    public var isOpen: Bool

    /// What a session has whose writer has left nothing yet: an empty object, not open.
    public static let empty = SessionSnapshot(state: Array("{}".utf8), isOpen: false)

    /// A snapshot.
    public init(state: [UInt8], isOpen: Bool) {
        self.state = state
        self.isOpen = isOpen
    }
}
