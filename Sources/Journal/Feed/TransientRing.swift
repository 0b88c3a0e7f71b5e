/// What has been published lately and is stored nowhere, within limits, each with the event that it came after. Pure.
struct TransientRing: Sendable {
    private struct Item {
        let bytes: [UInt8]
        /// The number of the last event before it.
        let event: Int
    }

    private static let countLimit = 1024
    private static let byteLimit = 256 << 10

    /// How many there have been; the number of the last one.
    private(set) var last = 0
    private var items: [Item] = []
    private var byteCount = 0

    /// Adds one and drops the oldest beyond the limits.
    mutating func append(_ bytes: [UInt8], after event: Int) {
        last += 1
        items.append(Item(bytes: bytes, event: event))
        byteCount += bytes.count
        var dropped = 0
        while items.count - dropped > Self.countLimit || byteCount > Self.byteLimit, dropped < items.count {
            byteCount -= items[dropped].bytes.count
            dropped += 1
        }
        items.removeFirst(dropped)
    }

    /// Whether there are any after the one of this number.
    func hasItems(after number: Int) -> Bool { number < last && !items.isEmpty }

    /// Those after the one of this number that are still there and that no event stands before which somebody at this place has not been
    /// given; and the number of the last one.
    func items(after number: Int, at event: Int) -> (items: [[UInt8]], last: Int)? {
        let rest = rest(after: number)
        let due = rest.prefix { $0.event <= event }
        return due.isEmpty ? nil : (due.map(\.bytes), last - (rest.count - due.count))
    }

    /// The event that the next one after this number comes after.
    func event(after number: Int) -> Int? { rest(after: number).first?.event }

    private func rest(after number: Int) -> ArraySlice<Item> { items.suffix(max(0, last - number)) }

    /// Drops all: nobody wants to see them.
    mutating func clear() {
        items = []
        byteCount = 0
    }
}
