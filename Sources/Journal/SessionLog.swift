public import Domain

/// The one writer of one session, and the place where its followers wait.
///
/// What is appended is stored first and published then, so a follower never sees an event that could be lost. Appends that come while
/// the store works go into its next one together.
public final class SessionLog: Sendable {
    /// The session.
    public let session: SessionID
    /// The writer's right.
    public let fence: Fence

    let feed: LogFeed
    let pages: PageBudget
    private let journal: any Journal
    private let limits: RingLimits
    private let fold: Fold
    private let now: @Sendable () -> Int64
    private let line = GroupLine<LogRequest, Result<[JournalEvent], JournalError>>(countLimit: 256, weightLimit: 1 << 20)

    /// What a snapshot becomes with further events; `nil` where nothing of it changes. Pure.
    public typealias Fold = @Sendable (SessionSnapshot?, [JournalEvent]) -> SessionSnapshot?

    /// The log of a session as its head says; `nil` for a session that has no event yet.
    ///
    /// - Parameters:
    ///   - fold: Makes the snapshot that is stored in one step with events.
    ///   - limits: How much is kept in memory for followers.
    ///   - pages: What its followers may hold, with those of other logs.
    ///   - now: The time in microseconds since 1970.
    public init(
        journal: any Journal,
        session: SessionID,
        fence: Fence,
        head: JournalHead?,
        fold: @escaping Fold = { _, _ in nil },
        limits: RingLimits = RingLimits(),
        pages: PageBudget = PageBudget(),
        now: @escaping @Sendable () -> Int64
    ) {
        self.journal = journal
        self.session = session
        self.fence = fence
        self.limits = limits
        self.pages = pages
        self.fold = fold
        self.now = now
        let numbering = JournalNumbering(next: head?.next ?? 1, lastTime: head?.lastTime ?? 0)
        let ring = EventRing(last: numbering.next - 1, limits: limits)
        feed = LogFeed(FeedState(numbering: numbering, ring: ring, snapshot: head?.snapshot, created: head?.created))
    }

    /// The number of the next event.
    public var next: Int { feed.read(\.numbering.next) }
    /// When its first event was written, in microseconds since 1970; `nil` before that.
    public var created: Int64? { feed.read(\.created) }
    /// The number of the last event; 0 before the first.
    public var lastNumber: Int { next - 1 }
    /// What the events until now have made of the snapshot.
    public var snapshot: SessionSnapshot? { feed.read(\.snapshot) }
    /// Whether it takes no more events.
    public var isClosed: Bool { feed.read(\.isClosed) }
    /// Whether it takes no more events, and every append that had begun has ended.
    public var hasEnded: Bool { feed.read(\.hasEnded) }
    /// Followers that somebody holds.
    public var followerCount: Int { feed.read(\.followerCount) }

    /// Numbers drafts, stores them with the snapshot that they lead to, and publishes them. A cancelled caller does not undo what it has begun.
    ///
    /// Calls that are stored together share the strongest durability and the fate: if that fails, each of them
    /// gets the error and their numbers are given anew.
    ///
    /// - Parameter drafts: At least one.
    /// - Returns: The events.
    /// - Throws: `JournalError` as the journal does; `closed` after `close`. After `conflict` or `fenced` this log is of no more use: whoever
    ///   still has the right to the session makes a new one from its head.
    public func append(
        _ drafts: [JournalDraft],
        durability: Durability = .committed
    ) async throws(JournalError) -> [JournalEvent] {
        precondition(!drafts.isEmpty, "an append has at least one event")
        guard begin() else { throw JournalError(.closed, "the log of session \(session) has been closed; open the session again") }
        defer { feed.change { $0.running -= 1 } }
        let request = LogRequest(drafts: drafts, durability: durability)
        return try await line.submit(request, weight: request.weight) { [self] in await store($0) }.get()
    }

    /// Shows something to those followers who want to see it, between the events that it came between; it is stored nowhere.
    public func publish(transient bytes: [UInt8]) { feed.change { $0.publish(transient: bytes) } }

    /// Takes no more events. Followers end after the last event, those included whose append has begun.
    public func close() { feed.change { $0.isClosed = true } }

    /// Followers, those included that come later, end after the last event, as `close` has it; the log goes on taking events.
    public func endFollowing() { feed.change { $0.endsFollowing = true } }

    /// A follower of the events after this number; 0 for all.
    ///
    /// - Parameter includesTransients: Whether it also gives what is published in passing from now on.
    public func follow(after number: Int, includesTransients: Bool = false) -> LogFollower {
        LogFollower(self, after: max(0, number), includesTransients: includesTransients)
    }

    /// What one page may have.
    var pageSize: Int { limits.byteCount }

    /// A page of stored events, at least one.
    func page(after number: Int, byteLimit: Int) async throws(JournalError) -> [JournalEvent] {
        let events = try await journal.events(of: session, after: number, count: limits.count, byteLimit: byteLimit)
        guard !events.isEmpty else {
            throw JournalError(.unknownSession, "session \(session) has no events after \(number) any more; it has been removed")
        }
        return events
    }

    /// Stored events after a number, at most `count`; none at the end.
    public func events(after number: Int, count: Int) async throws(JournalError) -> [JournalEvent] {
        try await journal.events(of: session, after: number, count: count, byteLimit: limits.byteCount)
    }

    private func begin() -> Bool {
        feed.change { feed in
            guard !feed.isClosed else { return false }
            feed.running += 1
            return true
        }
    }

    private func store(_ group: [LogRequest]) async -> [Result<[JournalEvent], JournalError>] {
        var numbering = feed.read(\.numbering)
        let expected = numbering.next
        let parts = group.map { numbering.number($0.drafts, now: now()) }
        let events = parts.flatMap(\.self)
        let append = JournalAppend(
            session: session,
            fence: fence,
            expectedNext: expected,
            events: events,
            snapshot: fold(feed.read(\.snapshot), events),
            durability: group.contains { $0.durability == .flushed } ? .flushed : .committed
        )
        do throws(JournalError) { try await journal.append(append) } catch { return group.map { _ in .failure(error) } }
        feed.change { [numbering] in $0.publish(events, numbering, append.snapshot) }
        return parts.map { .success($0) }
    }
}

extension SessionLog {
    /// Calls of `append` that wait for the store to be free.
    package var waitingCount: Int { line.waitingCount }
    /// Followers that wait for an event.
    package var waitingFollowerCount: Int { feed.waitingCount }
}
