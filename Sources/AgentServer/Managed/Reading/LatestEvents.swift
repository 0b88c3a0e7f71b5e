/// The last events of those that are given one after another, within limits. Pure.
struct LatestEvents: Sendable {
    private let count: Int
    private let byteLimit: Int
    private var byteCount = 0
    /// The last ones, in order.
    private(set) var events: [ManagedEvent] = []
    /// Whether none had to be left out.
    private(set) var isWhole = true

    /// - Parameters:
    ///   - count: How many are kept at most, at least one.
    ///   - byteLimit: Bytes beyond which no second one is kept.
    init(count: Int, byteLimit: Int) {
        self.count = count
        self.byteLimit = byteLimit
    }

    mutating func append(_ event: ManagedEvent) {
        events.append(event)
        byteCount += event.size
        while events.count > 1, events.count > count || byteCount > byteLimit {
            byteCount -= events.removeFirst().size
            isWhole = false
        }
    }
}
