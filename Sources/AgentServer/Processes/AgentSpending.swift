internal import Domain

/// What one process has spent, turn by turn. Pure.
struct AgentSpending: Sendable {
    /// The last total that is known.
    private var total: USD?
    /// How much of it somebody was told of.
    private var taken = USD(microdollars: 0)

    /// Notes a total; `nil` when nobody counts, or nobody knows any longer.
    mutating func keep(_ total: USD?) { self.total = total ?? self.total }

    /// What was spent since the last call; `nil` where nobody counts.
    mutating func take(_ total: USD?) -> USD? {
        keep(total)
        guard let known = self.total else { return nil }
        // An estimate of a call under way may have been too high.
        defer { taken = max(taken, known) }
        return USD(microdollars: max(0, known.microdollars - taken.microdollars))
    }
}
