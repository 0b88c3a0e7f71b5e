/// The most recent events of a session, within limits. Pure.
struct EventRing: Sendable {
    /// What a follower finds behind its place.
    enum Finding: Sendable, Equatable {
        /// Events, at least one.
        case events([JournalEvent])
        /// Events that the ring no longer has.
        case older
        /// Nothing.
        case nothing
    }

    /// The number of the last event; 0 before the first.
    private(set) var last: Int
    private(set) var events: [JournalEvent] = []
    private(set) var byteCount = 0
    private let limits: RingLimits

    init(last: Int, limits: RingLimits) {
        self.last = last
        self.limits = limits
    }

    /// Adds events that follow the last one. An event larger than the ring itself empties it.
    mutating func append(_ new: [JournalEvent]) {
        guard let newest = new.last else { return }
        last = newest.number
        events += new
        byteCount += new.reduce(0) { $0 + $1.body.count }
        var dropped = 0
        while events.count - dropped > limits.count || byteCount > limits.byteCount, dropped < events.count {
            byteCount -= events[dropped].body.count
            dropped += 1
        }
        events.removeFirst(dropped)
    }

    /// What comes after the event of this number.
    func events(after number: Int) -> Finding {
        guard number < last else { return .nothing }
        guard let first = events.first, first.number <= number + 1 else { return .older }
        return .events(Array(events[(number + 1 - first.number)...]))
    }
}
