public import JSON

/// What a model has read and written, by the kinds that have a price of their own.
public struct TokenUsage: Sendable, Hashable {
    /// Tokens read anew.
    public var input = 0
    /// Tokens written.
    public var output = 0
    /// Tokens read from the cache.
    public var cacheRead = 0
    /// Tokens written to the cache for five minutes.
    public var cacheWrite5m = 0
    /// Tokens written to the cache for an hour.
    public var cacheWrite1h = 0
    /// Searches made by the API's own tool.
    public var webSearches = 0

    /// Nothing.
    public init() {}

    /// Combines kind by kind.
    func combined(with other: TokenUsage, by combine: (Int, Int) -> Int) -> TokenUsage {
        var result = TokenUsage()
        result.input = combine(input, other.input)
        result.output = combine(output, other.output)
        result.cacheRead = combine(cacheRead, other.cacheRead)
        result.cacheWrite5m = combine(cacheWrite5m, other.cacheWrite5m)
        result.cacheWrite1h = combine(cacheWrite1h, other.cacheWrite1h)
        result.webSearches = combine(webSearches, other.webSearches)
        return result
    }

    /// The same within bounds that no sum and no price takes beyond a number's.
    var bounded: TokenUsage { combined(with: self) { count, _ in min(max(0, count), 1_000_000_000_000) } }

    /// Tokens of the prompt, wherever they were read from.
    var prompt: Int { input + cacheRead + cacheWrite5m + cacheWrite1h }
}

extension TokenUsage {
    /// More tokens than any answer has; keeps sums in bounds.
    private static let limit = 1_000_000_000

    /// The `usage` of a message, as the Messages API gives it.
    public init(_ usage: JSONValue) {
        func number(_ value: JSONValue?) -> Int { min(max(0, value?.int ?? 0), Self.limit) }
        input = number(usage["input_tokens"])
        output = number(usage["output_tokens"])
        cacheRead = number(usage["cache_read_input_tokens"])
        cacheWrite1h = number(usage["cache_creation"]?["ephemeral_1h_input_tokens"])
        cacheWrite5m = max(0, number(usage["cache_creation_input_tokens"]) - cacheWrite1h)
        webSearches = number(usage["server_tool_use"]?["web_search_requests"])
    }

    /// The larger figure of each kind: what an answer tells are running totals.
    public mutating func raise(to other: TokenUsage) { self = combined(with: other, by: max) }
}
