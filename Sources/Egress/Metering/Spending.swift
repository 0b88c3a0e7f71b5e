public import Domain

/// What was used and spent under a key, by model.
public struct Spending: Sendable, Hashable {
    /// One model's part.
    public struct Part: Sendable, Hashable {
        /// What it has read and written.
        public var tokens = TokenUsage()
        /// What that costs.
        public var cost = USD(microdollars: 0)
        /// Calls that used anything.
        public var calls = 0
    }

    /// By the model's name as the API gives it; empty for an answer that gave none.
    public private(set) var models: [String: Part] = [:]

    /// Nothing spent.
    public init() {}

    /// What everything costs.
    public var cost: USD { models.values.reduce(USD(microdollars: 0)) { $0 + $1.cost } }

    /// What everything has read and written.
    public var tokens: TokenUsage { models.values.reduce(TokenUsage()) { $0.combined(with: $1.tokens, by: &+) } }

    /// Adds a call, or what it has cost by now in place of what it had cost before.
    mutating func add(_ charge: Charge, insteadOf former: Charge?) {
        if let former { add(former, sign: -1) }
        add(charge, sign: 1)
    }

    private mutating func add(_ charge: Charge, sign: Int) {
        var part = models[charge.model] ?? Part()
        part.tokens = part.tokens.combined(with: charge.tokens) { $0 &+ sign * $1 }
        part.cost = part.cost + USD(microdollars: sign * charge.cost.microdollars)
        part.calls += sign
        models[charge.model] = part.calls == 0 ? nil : part
    }
}
