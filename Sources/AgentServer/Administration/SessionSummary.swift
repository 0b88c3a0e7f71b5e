internal import Domain
internal import JSON
internal import Journal
internal import Records

/// One session as a list shows it. Pure.
struct SessionSummary: Sendable, Hashable {
    /// What a session does.
    enum Activity: String, Sendable, Hashable {
        /// A turn runs.
        case running
        /// A prompt waits: for a process, behind another turn, or for a server that runs it.
        case waiting
        /// Nothing.
        case idle
    }

    let session: SessionID
    let activity: Activity
    /// Turns that were accepted, or that the agent began by itself.
    let turns: Int
    let cost: USD
    /// Bytes of its events.
    let journalBytes: Int
    /// The first and the last event's time, in microseconds since 1970; `nil` for a session that an earlier version left and nobody has
    /// asked since.
    let created: Int64?
    let lastTime: Int64?
    /// Its folder, below `<root>/roost`.
    let folder: String?
    /// Whether what the journal says of it cannot be read; then no folder is known.
    let isDamaged: Bool
    /// Bytes of that folder on the disk, once somebody has looked.
    var folderBytes = 0

    /// What a head tells.
    ///
    /// - Parameter isServed: Whether a server runs; without one nothing does.
    init(_ head: JournalHead, isServed: Bool) {
        let known = SessionState(head.snapshot)
        let state = known ?? SessionState()
        isDamaged = known == nil
        session = head.session
        activity = Self.activity(state, isOpen: head.snapshot.isOpen, isServed)
        turns = state.endedTurns + state.openTurns.count
        cost = state.cost
        journalBytes = head.byteCount
        created = head.created
        lastTime = head.lastTime
        folder = state.binding?.folder
    }

    /// A session that an earlier version left.
    init(older session: SessionID) {
        self.session = session
        activity = .idle
        turns = 0
        cost = USD(microdollars: 0)
        journalBytes = 0
        (created, lastTime) = (nil, nil)
        folder = "sessions/\(session.text)"
        isDamaged = false
    }

    /// A session of /v1 that has no events yet.
    init(unused session: StoredSession) {
        self.session = session.id
        activity = .idle
        turns = 0
        cost = USD(microdollars: 0)
        journalBytes = 0
        (created, lastTime) = (session.record.created, session.record.updated)
        folder = nil
        isDamaged = false
    }

    private static func activity(_ state: SessionState, isOpen: Bool, _ isServed: Bool) -> Activity {
        guard isOpen else { return .idle }
        return isServed && state.openTurns.contains(where: \.isRunning) ? .running : .waiting
    }

    /// Bytes of events and files.
    var byteCount: Int { journalBytes + folderBytes }

    /// What is decided on when sessions are pruned; `nil` for one whose age nobody knows.
    var candidate: Retention.Candidate? {
        lastTime.map { Retention.Candidate(session: session, lastTime: $0, byteCount: byteCount, isOpen: activity != .idle) }
    }

    /// Whether it comes before another one in an order.
    func precedes(_ other: SessionSummary, in order: SessionRequest.Order) -> Bool {
        if order == .activity, lastTime != other.lastTime { return lastTime ?? 0 > other.lastTime ?? 0 }
        return session.text < other.session.text
    }

    /// The summary as programs read it.
    var json: JSONObject {
        [
            "id": .string(session.text), "state": .string(activity.rawValue), "turns": .number(JSONNumber(turns)),
            "cost_usd": .string("\(cost)"), "bytes": .number(JSONNumber(byteCount)), "journal_bytes": .number(JSONNumber(journalBytes)),
            "folder_bytes": .number(JSONNumber(folderBytes)), "created": .time(created), "last_activity": .time(lastTime),
        ]
    }
}

extension JSONValue {
    /// A time in microseconds since 1970, as text.
    static func time(_ microseconds: Int64?) -> JSONValue {
        microseconds.map { .string(UTCTime(microseconds: $0).description) } ?? .null
    }
}
