public import JSON

/// Tokens of one model call or of one turn's main loop (hosting contract A6).
public struct Usage: JSONBacked {
    /// The object.
    public let json: JSONObject

    /// Views an object.
    public init(_ json: JSONObject) {
        self.json = json
    }

    /// Tokens read that no cache held.
    public var inputTokens: Int { json.int("input_tokens") ?? 0 }
    /// Tokens written.
    public var outputTokens: Int { json.int("output_tokens") ?? 0 }
    /// Tokens written to the cache.
    public var cacheCreationInputTokens: Int { json.int("cache_creation_input_tokens") ?? 0 }
    /// Tokens read from the cache.
    public var cacheReadInputTokens: Int { json.int("cache_read_input_tokens") ?? 0 }
    /// Web searches the API made.
    public var webSearchRequests: Int { json.object("server_tool_use")?.int("web_search_requests") ?? 0 }
    /// The service tier, when told.
    public var serviceTier: String? { json.string("service_tier") }
}

/// What one model used, over the whole conversation so far.
public struct ModelUsage: JSONBacked {
    /// The object.
    public let json: JSONObject

    /// Views an object.
    public init(_ json: JSONObject) {
        self.json = json
    }

    /// Tokens read.
    public var inputTokens: Int { json.int("inputTokens") ?? 0 }
    /// Tokens written.
    public var outputTokens: Int { json.int("outputTokens") ?? 0 }
    /// Tokens thought.
    public var thinkingTokens: Int { json.int("thinkingTokens") ?? 0 }
    /// Tokens read from the cache.
    public var cacheReadInputTokens: Int { json.int("cacheReadInputTokens") ?? 0 }
    /// Tokens written to the cache.
    public var cacheCreationInputTokens: Int { json.int("cacheCreationInputTokens") ?? 0 }
    /// Web searches made.
    public var webSearchRequests: Int { json.int("webSearchRequests") ?? 0 }
    /// The cost in US dollars.
    public var costUSD: Double { json.double("costUSD") ?? 0 }
    /// The size of the model's context, in tokens.
    public var contextWindow: Int? { json.int("contextWindow") }
    /// The most tokens one answer may have.
    public var maxOutputTokens: Int? { json.int("maxOutputTokens") }
}
