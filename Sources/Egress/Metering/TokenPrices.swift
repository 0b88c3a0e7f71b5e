public import Domain

/// What a model costs: dollars for a million tokens of each kind.
public struct TokenPrices: Sendable, Hashable {
    /// For tokens read anew.
    public var input: USD
    /// For tokens written.
    public var output: USD
    /// For tokens read from the cache.
    public var cacheRead: USD
    /// For tokens written to the cache for five minutes.
    public var cacheWrite5m: USD
    /// For tokens written to the cache for an hour.
    public var cacheWrite1h: USD

    /// Prices by kind.
    public init(input: USD, output: USD, cacheRead: USD, cacheWrite5m: USD, cacheWrite1h: USD) {
        self.input = input
        self.output = output
        self.cacheRead = cacheRead
        self.cacheWrite5m = cacheWrite5m
        self.cacheWrite1h = cacheWrite1h
    }

    /// Prices in thousandths of a dollar; the cache's writes cost 1.25 and 2 times the input.
    init(thousandths input: Int, _ output: Int, cacheRead: Int) {
        self.input = USD(microdollars: input * 1000)
        self.output = USD(microdollars: output * 1000)
        self.cacheRead = USD(microdollars: cacheRead * 1000)
        cacheWrite5m = USD(microdollars: input * 1250)
        cacheWrite1h = USD(microdollars: input * 2000)
    }

    /// Millionths of a microdollar, so that nothing is rounded before the end.
    func amount(of tokens: TokenUsage) -> Int128 {
        let terms = [
            (tokens.input, input), (tokens.output, output), (tokens.cacheRead, cacheRead),
            (tokens.cacheWrite5m, cacheWrite5m), (tokens.cacheWrite1h, cacheWrite1h),
        ]
        return terms.reduce(0) { $0 + Int128($1.0) * Int128($1.1.microdollars) }
    }
}
