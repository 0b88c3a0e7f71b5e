/// Counts how often a fault that was ordered `xN` times has happened: the one thing the stub remembers between requests.
struct FaultCounters {
    private var counts: [String: Int] = [:]
    private var order: [String] = []
    private let bound: Int

    /// Keeps at most `bound` counts; the oldest is forgotten first.
    init(bound: Int = 1_024) {
        self.bound = bound
    }

    /// Whether the fault happens this time.
    mutating func take(_ fault: Fault, key: String) -> Bool {
        guard let times = fault.times else { return true }
        let seen = counts[key] ?? 0
        guard seen < times else { return false }
        if counts.updateValue(seen + 1, forKey: key) == nil { remember(key) }
        return true
    }

    private mutating func remember(_ key: String) {
        order.append(key)
        if order.count > bound { counts[order.removeFirst()] = nil }
    }
}
