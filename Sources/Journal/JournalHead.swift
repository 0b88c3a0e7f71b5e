public import Domain

/// What a journal knows about one session.
public struct JournalHead: Sendable, Hashable {
    /// The session.
    public var session: SessionID
    /// The number of the next event; 1 less than this is the number of the last one.
    public var next: Int
    /// The right of the last writer.
    public var fence: Fence
    /// When the first event was written, in microseconds since 1970.
    public var created: Int64
    /// When the last event was written, in microseconds since 1970.
    public var lastTime: Int64
    /// Bytes of all bodies.
    public var byteCount: Int
    /// What the last writer left for the next one.
    public var snapshot: SessionSnapshot

    /// A head.
    public init(
        session: SessionID,
        next: Int,
        fence: Fence,
        created: Int64,
        lastTime: Int64,
        byteCount: Int,
        snapshot: SessionSnapshot
    ) {
        self.session = session
        self.next = next
        self.fence = fence
        self.created = created
        self.lastTime = lastTime
        self.byteCount = byteCount
        self.snapshot = snapshot
    }
}
