public import Domain

/// Events of one session that are written together or not at all, with the snapshot that they lead to.
public struct JournalAppend: Sendable, Hashable {
    /// The session; it begins to exist with its first append.
    public var session: SessionID
    /// The writer's right.
    public var fence: Fence
    /// The number that the first of the events must have.
    public var expectedNext: Int
    /// The events, at least one, numbered from `expectedNext` without gaps.
    public var events: [JournalEvent]
    /// The new snapshot; `nil` leaves the old one.
    public var snapshot: SessionSnapshot?
    /// What must be true when the append returns.
    public var durability: Durability

    /// An append.
    public init(
        session: SessionID,
        fence: Fence,
        expectedNext: Int,
        events: [JournalEvent],
        snapshot: SessionSnapshot? = nil,
        durability: Durability = .committed
    ) {
        self.session = session
        self.fence = fence
        self.expectedNext = expectedNext
        self.events = events
        self.snapshot = snapshot
        self.durability = durability
    }
}
