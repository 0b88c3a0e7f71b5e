internal import ClaudeAgent
internal import JSON

/// What a session, or a turn of it, has used of the model: a fold over the CLI's results. Pure.
struct SessionUsage: Sendable, Hashable {
    /// Tokens read that no cache held.
    var inputTokens = 0
    /// Tokens written.
    var outputTokens = 0
    /// Tokens read from the cache.
    var cacheReadInputTokens = 0
    /// Tokens written to the cache.
    var cacheCreationInputTokens = 0
    /// Web searches made by the API.
    var webSearchRequests = 0

    /// Nothing.
    init() {}

    /// Takes in a result: what has been used since the one before it, by all models.
    mutating func add(_ result: ResultMessage) {
        for usage in result.modelUsageSinceLastResult.values {
            inputTokens += usage.inputTokens
            outputTokens += usage.outputTokens
            cacheReadInputTokens += usage.cacheReadInputTokens
            cacheCreationInputTokens += usage.cacheCreationInputTokens
            webSearchRequests += usage.webSearchRequests
        }
    }

    /// Takes in what another part of the session has used.
    mutating func add(_ other: SessionUsage) {
        inputTokens += other.inputTokens
        outputTokens += other.outputTokens
        cacheReadInputTokens += other.cacheReadInputTokens
        cacheCreationInputTokens += other.cacheCreationInputTokens
        webSearchRequests += other.webSearchRequests
    }
}

extension SessionUsage {
    /// Reads it; what is not there is zero.
    init(_ json: JSONValue) {
        inputTokens = json["input_tokens"]?.int ?? 0
        outputTokens = json["output_tokens"]?.int ?? 0
        cacheReadInputTokens = json["cache_read_input_tokens"]?.int ?? 0
        cacheCreationInputTokens = json["cache_creation_input_tokens"]?.int ?? 0
        webSearchRequests = json["web_search_requests"]?.int ?? 0
    }

    /// As it is stored.
    var json: JSONValue {
        let fields = [
            ("input_tokens", inputTokens), ("output_tokens", outputTokens), ("cache_read_input_tokens", cacheReadInputTokens),
            ("cache_creation_input_tokens", cacheCreationInputTokens), ("web_search_requests", webSearchRequests),
        ]
        return .object(JSONObject(fields.filter { $0.1 != 0 }.map { (key: $0.0, value: .number(JSONNumber($0.1))) }))
    }
}
