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
    /// Appends that have begun and not ended.
    var running = 0
    var followerCount = 0

    /// What a follower at this place does next.
    func step(at place: FeedPlace) -> Step {
        switch ring.events(after: place.event) {
        case .events(let events): return .take(.events(events))
        case .older: return .read
        case .nothing: break
        }
        if let seen = place.transient, transients.hasItems(after: seen) {
            return .take(.transients(transients.items(after: seen), last: transients.last))
        }
        return hasEnded ? .end : .wait
    }

    /// What followers wait for to change.
    struct News: Sendable, Equatable {
        let event: Int
        let transient: Int
        let hasEnded: Bool
    }

    /// As far as it has come.
    var news: News { News(event: ring.last, transient: transients.last, hasEnded: hasEnded) }

    /// Whether a follower at this place has something to do.
    func hasNews(at place: FeedPlace) -> Bool {
        ring.last > place.event || hasEnded || place.transient.map(transients.hasItems(after:)) ?? false
    }

    /// Whether nothing more comes.
    var hasEnded: Bool { isClosed && running == 0 }

    /// Takes in events that have been stored.
    mutating func publish(_ events: [JournalEvent], _ numbering: JournalNumbering, _ snapshot: SessionSnapshot?) {
        self.numbering = numbering
        self.snapshot = snapshot ?? self.snapshot
        created = created ?? events.first?.time
        ring.append(events)
        transients.clear()
    }
}
