public import Domain

/// What models cost, by the beginnings of their names. Pure.
public struct PriceList: Sendable, Hashable {
    /// One model's prices.
    private struct Row: Hashable {
        var prices: TokenPrices
        /// Other prices for a call whose prompt has more tokens than this.
        var longPrompt: LongPrompt?
    }

    private struct LongPrompt: Hashable {
        let threshold: Int
        let prices: TokenPrices
    }

    /// Answers that the API calls fast cost so many times as much.
    private static let fastFactor: Int128 = 2

    private var rows: [String: Row] = [:]
    /// For a thousand of the API's own searches.
    public var webSearches = USD(microdollars: 10_000_000)

    /// Sets the prices of the models called `name`, and of those whose names add a date or a label to it.
    public mutating func set(_ name: String, _ prices: TokenPrices) { rows[name] = Row(prices: prices) }

    /// What a call costs, rounded up to a microdollar. An unknown model costs as much as the dearest one known.
    public func cost(of tokens: TokenUsage, model: String, isFast: Bool = false) -> USD {
        let tokens = tokens.bounded
        let candidates = row(of: model).map { [$0] } ?? Array(rows.values)
        let amount = candidates.map { Self.amount(of: tokens, $0) }.max() ?? 0
        let searches = Int128(tokens.webSearches) * Int128(webSearches.microdollars) * 1000
        let total = amount * (isFast ? Self.fastFactor : 1) + searches
        return USD(microdollars: Int(clamping: (total + 999_999) / 1_000_000))
    }

    private static func amount(of tokens: TokenUsage, _ row: Row) -> Int128 {
        guard let long = row.longPrompt, tokens.prompt > long.threshold else { return row.prices.amount(of: tokens) }
        return long.prices.amount(of: tokens)
    }

    /// The row of the longest name that fits. What other clouds put before `claude-` does not count.
    private func row(of model: String) -> Row? {
        let name = model.firstRange(of: "claude-").map { model[$0.lowerBound...] } ?? model[...]
        let fitting = rows.keys.filter { name.hasPrefix($0) && !Self.isOtherVersion(name.dropFirst($0.count)) }
        return fitting.max { $0.count < $1.count }.flatMap { rows[$0] }
    }

    /// Whether what follows a name makes it another model's: `-5` does, the date `-20251101` and `@…` do not.
    private static func isOtherVersion(_ rest: Substring) -> Bool {
        guard let first = rest.first else { return false }
        guard first == "-" else { return first.isLetter || first.isNumber || first == "." }
        let digits = rest.dropFirst().prefix { $0.isNumber }
        return (1...5).contains(digits.count)
    }

    /// The list prices in dollars as Anthropic published them by October 2026 (platform.claude.com, "Pricing"), without discounts for
    /// batches and without surcharges for a place.
    public static let published: PriceList = {
        var list = PriceList()
        for name in ["claude-fable-5-1", "claude-mythos-5-1"] { list.set(name, TokenPrices(thousandths: 10_000, 50_000, cacheRead: 250)) }
        for name in ["claude-fable-5", "claude-mythos-5"] { list.set(name, TokenPrices(thousandths: 10_000, 50_000, cacheRead: 1_000)) }
        list.set("claude-opus-5-5", TokenPrices(thousandths: 4_000, 20_000, cacheRead: 200))
        for name in ["claude-opus-5", "claude-opus-4-8", "claude-opus-4-7", "claude-opus-4-6", "claude-opus-4-5"] {
            list.set(name, TokenPrices(thousandths: 5_000, 25_000, cacheRead: 500))
        }
        for name in ["claude-opus-4-1", "claude-opus-4-0", "claude-opus-4", "claude-3-opus"] {
            list.set(name, TokenPrices(thousandths: 15_000, 75_000, cacheRead: 1_500))
        }
        list.set("claude-sonnet-5-5", TokenPrices(thousandths: 2_000, 10_000, cacheRead: 100))
        list.set("claude-sonnet-5", TokenPrices(thousandths: 2_000, 10_000, cacheRead: 200))
        for name in [
            "claude-sonnet-4-6", "claude-sonnet-4-5", "claude-sonnet-4-0", "claude-sonnet-4", "claude-3-7-sonnet", "claude-3-5-sonnet",
        ] {
            list.set(name, TokenPrices(thousandths: 3_000, 15_000, cacheRead: 300))
        }
        list.set("claude-haiku-5-5", TokenPrices(thousandths: 100, 500, cacheRead: 10))
        let long = TokenPrices(thousandths: 500, 2_500, cacheRead: 50)
        list.rows["claude-haiku-5-5"]?.longPrompt = LongPrompt(threshold: 100_000, prices: long)
        list.set("claude-haiku-4-5", TokenPrices(thousandths: 1_000, 5_000, cacheRead: 100))
        list.set("claude-3-5-haiku", TokenPrices(thousandths: 800, 4_000, cacheRead: 80))
        return list
    }()
}
