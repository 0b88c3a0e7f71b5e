/// Where a /v1 event stands in its session: the journal's entry that it comes from, and its place among those of that entry.
struct EventPosition: Sendable, Hashable, Comparable {
    /// The entry's number; `queue` for what has not been taken in.
    let entry: Int
    /// From 0; of what has not been taken in, the number of the entry by which it was sent.
    let index: Int

    /// Behind every entry.
    static let queue = 1 << 42

    /// Before every event.
    static let start = EventPosition(entry: 0, index: 0)

    static func < (left: EventPosition, right: EventPosition) -> Bool {
        (left.entry, left.index) < (right.entry, right.index)
    }
}

extension EventPosition {
    /// Reads `entry.index`; `nil` when it is none.
    init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let entry = Int(parts[0]), let index = Int(parts[1]), entry >= 0, index >= 0 else { return nil }
        self.init(entry: entry, index: index)
    }

    /// One number in the same order, as cursors of lists have it.
    var place: Int { min(entry, Self.queue) << 20 | min(index, 0xF_FFFF) }

    /// Reads that number.
    init(place: Int) { self.init(entry: max(0, place) >> 20, index: max(0, place) & 0xF_FFFF) }

    /// The position as clients give it back.
    var text: String { "\(entry).\(index)" }
}
