public import Domain
public import Journal

/// Writes one session and remembers what it wrote.
public struct Writer: Sendable {
    /// The session.
    public let session: SessionID
    /// What has been written.
    public private(set) var events: [JournalEvent] = []
    var fence: Fence
    var numbering = JournalNumbering()

    /// A writer of a new session.
    public init(_ name: String, fence: Int = 1) throws {
        guard let session = SessionID(name) else { throw ContractBreach(description: "\(name) is no session id") }
        self.session = session
        self.fence = Fence(rawValue: fence)
    }

    /// An append of these drafts, which does not count as written yet.
    public func draft(_ drafts: [JournalDraft], snapshot: SessionSnapshot? = nil, durability: Durability = .committed) -> JournalAppend {
        var numbering = numbering
        let events = numbering.number(drafts, now: 1000)
        return JournalAppend(
            session: session,
            fence: fence,
            expectedNext: events[0].number,
            events: events,
            snapshot: snapshot,
            durability: durability
        )
    }

    /// Counts an append as written.
    public mutating func wrote(_ append: JournalAppend) {
        events += append.events
        numbering = JournalNumbering(next: append.expectedNext + append.events.count, lastTime: events.last?.time ?? 0)
    }

    /// Writes drafts.
    public mutating func write(
        _ drafts: [JournalDraft],
        to journal: any Journal,
        snapshot: SessionSnapshot? = nil,
        durability: Durability = .committed
    ) async throws {
        let append = draft(drafts, snapshot: snapshot, durability: durability)
        try await journal.append(append)
        wrote(append)
    }

    /// Writes frames with these bodies.
    public mutating func write(_ bodies: String..., to journal: any Journal) async throws {
        try await write(bodies.map { JournalDraft(.frame, body: Array($0.utf8)) }, to: journal)
    }

    /// Throws unless the journal holds exactly what was written.
    public func check(_ journal: any Journal) async throws {
        let stored = try await journal.events(of: session, after: 0, count: events.count + 10, byteLimit: .max)
        try hold(stored == events, "\(session) has \(stored.count) events, \(events.count) were written, or one of them differs")
        let head = try await journal.head(of: session)
        try hold(head?.next ?? 1 == events.count + 1, "\(session) goes on with \(head?.next ?? 1) after \(events.count) events")
        try hold(head?.lastTime ?? 0 == events.last?.time ?? 0, "\(session) has the wrong last time")
        try hold(head?.created ?? 0 == events.first?.time ?? 0, "\(session) has the wrong first time")
        let bytes = events.reduce(0) { $0 + $1.body.count }
        try hold(head?.byteCount ?? 0 == bytes, "\(session) has \(bytes) bytes, and its head says \(head?.byteCount ?? 0)")
    }
}
