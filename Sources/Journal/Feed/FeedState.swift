/// What a session's log has for its followers at one moment. Pure.
struct FeedState: Sendable {
    /// What a follower does next.
    enum Step: Sendable, Equatable {
        case take(LogItem)
        /// Read a page from the store: the ring begins later.
        case read
        case wait
        case end
    }

    var numbering: JournalNumbering
    var ring: EventRing
    var snapshot: SessionSnapshot?
    var created: Int64?
    var transients = TransientRing()
    var isClosed = false
    /// Followers wait for nothing more; the writer goes on.
    var endsFollowing = false
    /// Appends that have begun and not ended.
    var running = 0
    var followerCount = 0
    /// Those of the followers that want to see what is published in passing.
    var watcherCount = 0

    /// What a follower at this place does next.
    func step(at place: FeedPlace) -> Step {
        if let seen = place.transient, let (items, last) = transients.items(after: seen, at: place.event) {
            return .take(.transients(items, last: last))
        }
        switch ring.events(after: place.event) {
        case .events(let events): return .take(.events(until(events, place)))
        case .older: return .read
        case .nothing: return isOver ? .end : .wait
        }
    }

    /// Those of the events behind a place that come before what was published in passing next.
    func until(_ events: [JournalEvent], _ place: FeedPlace) -> [JournalEvent] {
        guard let seen = place.transient, let next = transients.event(after: seen) else { return events }
        return Array(events.prefix { $0.number <= next })
    }

    /// Takes in what is published in passing, if somebody wants to see that.
    mutating func publish(transient bytes: [UInt8]) {
        guard !isClosed, watcherCount > 0 else { return }
        transients.append(bytes, after: ring.last)
    }

    /// One more follows, from the event after this number.
    mutating func follow(after number: Int, includesTransients: Bool) -> FeedPlace {
        followerCount += 1
        if includesTransients { watcherCount += 1 }
        return FeedPlace(event: number, transient: includesTransients ? transients.last : nil)
    }

    /// One follows no longer.
    mutating func leave(_ place: FeedPlace) {
        followerCount -= 1
        guard place.transient != nil else { return }
        watcherCount -= 1
        if watcherCount == 0 { transients.clear() }
    }

    /// What followers wait for to change.
    struct News: Sendable, Equatable {
        let event: Int
        let transient: Int
        let isOver: Bool
    }

    /// As far as it has come.
    var news: News { News(event: ring.last, transient: transients.last, isOver: isOver) }

    /// Whether a follower at this place has something to do.
    func hasNews(at place: FeedPlace) -> Bool {
        ring.last > place.event || isOver || place.transient.map(transients.hasItems(after:)) ?? false
    }

    /// Whether followers have nothing more to wait for. An append that has begun is waited for in any case.
    private var isOver: Bool { (isClosed || endsFollowing) && running == 0 }

    /// Whether nothing more comes.
    var hasEnded: Bool { isClosed && running == 0 }

    /// Takes in events that have been stored.
    mutating func publish(_ events: [JournalEvent], _ numbering: JournalNumbering, _ snapshot: SessionSnapshot?) {
        self.numbering = numbering
        self.snapshot = snapshot ?? self.snapshot
        created = created ?? events.first?.time
        ring.append(events)
    }
}
