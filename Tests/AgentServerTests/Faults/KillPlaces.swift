import TestSupport

/// Where servers are killed, each place as often as the others: drawn without chance going on for long without one of them.
struct KillPlaces: Sendable {
    /// A failpoint, and how often it is passed there at most before.
    struct Entry: Sendable, Hashable {
        let point: String
        let hits: Int

        init(_ point: String, _ hits: Int) { (self.point, self.hits) = (point, hits) }
    }

    /// What is tried first: what every turn and every new session passes.
    static let first = [
        Entry("accept", 10), Entry("append", 60), Entry("publish", 60), Entry("spawn", 4), Entry("claim", 1), Entry("result", 8),
    ]

    static let all =
        first + [
            Entry("bound", 2), Entry("started", 8), Entry("ended", 10), Entry("taken", 6), Entry("waiting", 6), Entry("answered", 1),
            Entry("answered", 3), Entry("postponed", 3), Entry("parked", 3), Entry("continued", 3), Entry("creating", 2),
            Entry("updating", 3),
            Entry("archiving", 2), Entry("removing", 2), Entry("erased", 2), Entry("settling", 6),
        ]

    /// How often a place that was not reached is tried again.
    private static let tries = 3
    private var left = Self.first
    private var missed: [Entry: Int] = [:]
    /// Where no server has come to yet.
    private(set) var unreached = Set(Self.all)

    /// The next place.
    mutating func draw(_ random: inout SeededRandom) -> FaultProgram.Place {
        if left.isEmpty { left = Self.all.shuffled(using: &random) }
        let entry = left.removeLast()
        // Easier each time it was missed.
        let hits = max(1, entry.hits >> missed[entry, default: 0])
        return FaultProgram.Place(entry: entry, hit: Int.random(in: 1...hits, using: &random))
    }

    /// From now on only places that no server has come to are drawn.
    mutating func pursue() { left = unreached.sorted { $0.point < $1.point } }

    /// Whether the server came there.
    mutating func note(_ place: FaultProgram.Place, isReached: Bool) {
        if isReached { unreached.remove(place.entry) }
        guard !isReached, missed[place.entry, default: 0] < Self.tries else { return missed[place.entry] = nil }
        missed[place.entry, default: 0] += 1
        left.insert(place.entry, at: left.startIndex)
    }
}
