/// What has been published since the last event and is stored nowhere, within limits. Pure.
struct TransientRing: Sendable {
    private static let countLimit = 256
    private static let byteLimit = 64 << 10

    /// How many there have been; the number of the last one.
    private(set) var last = 0
    private var items: [[UInt8]] = []
    private var byteCount = 0

    /// Adds one and drops the oldest beyond the limits.
    mutating func append(_ bytes: [UInt8]) {
        last += 1
        items.append(bytes)
        byteCount += bytes.count
        while !items.isEmpty, items.count > Self.countLimit || byteCount > Self.byteLimit { byteCount -= items.removeFirst().count }
    }

    /// Whether there are any after the one of this number.
    func hasItems(after number: Int) -> Bool { number < last && !items.isEmpty }

    /// Those after the one of this number that are still there.
    func items(after number: Int) -> [[UInt8]] { Array(items.suffix(max(0, last - number))) }

    /// Drops all: an event says for good what they said in passing.
    mutating func clear() {
        items = []
        byteCount = 0
    }
}
