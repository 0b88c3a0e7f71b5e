import TestSupport

/// Where servers are killed, each place as often as the others: drawn without chance going on for long without one of them.
struct KillPlaces: Sendable {
    /// A failpoint, and how often it is passed there at most before.
    struct Entry: Sendable, Hashable {
        let point: String
        let hits: Int

        init(_ point: String, _ hits: Int) { (self.point, self.hits) = (point, hits) }
    }

    /// What every turn passes, and every new session: the ones that are tried with each agent in every run.
    static let first = [
        Entry("accept", 10), Entry("append", 60), Entry("publish", 60), Entry("spawn", 4), Entry("claim", 2), Entry("result", 8),
    ]

    static let ofTurns = first + [Entry("bound", 2), Entry("started", 8), Entry("ended", 10)]

    /// What sessions of /v1 pass too.
    static let ofManagedSessions = [
        Entry("taken", 6), Entry("waiting", 6), Entry("answered", 1), Entry("answered", 3), Entry("postponed", 3), Entry("parked", 3),
        Entry("continued", 3), Entry("creating", 2), Entry("updating", 3), Entry("archiving", 2), Entry("removing", 2), Entry("erased", 2),
        Entry("settling", 6),
    ]

    let all: [Entry]
    /// How often a place that was not reached is tried again at once.
    private static let tries = 3
    private var left: [Entry]
    private var missed: [Entry: Int] = [:]

    init(_ all: [Entry]) {
        self.all = all
        left = Self.first
    }

    /// The next place.
    mutating func draw(_ random: inout SeededRandom) -> FaultProgram.Place {
        if left.isEmpty { left = all.shuffled(using: &random) }
        let entry = left.removeLast()
        // Easier each time it was missed.
        let hits = max(1, entry.hits >> missed[entry, default: 0])
        return FaultProgram.Place(entry: entry, hit: Int.random(in: 1...hits, using: &random))
    }

    /// Whether the server came there.
    mutating func note(_ place: FaultProgram.Place, isReached: Bool) {
        guard !isReached, missed[place.entry, default: 0] < Self.tries else { return missed[place.entry] = nil }
        missed[place.entry, default: 0] += 1
        left.insert(place.entry, at: left.startIndex)
    }
}
