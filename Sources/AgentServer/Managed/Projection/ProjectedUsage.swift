internal import Domain
internal import JSON

/// What a session has used until now, put together from the model's answers and the CLI's totals. Pure.
struct ProjectedUsage: Sendable, Hashable {
    /// Tokens of model requests.
    struct Tokens: Sendable, Hashable {
        var input = 0
        var output = 0
        var cacheRead = 0
        var cacheCreation = 0
        /// The part of `cacheCreation` that is kept for an hour.
        var hourly = 0

        static func + (left: Tokens, right: Tokens) -> Tokens {
            Tokens(
                input: sum(left.input, right.input),
                output: sum(left.output, right.output),
                cacheRead: sum(left.cacheRead, right.cacheRead),
                cacheCreation: sum(left.cacheCreation, right.cacheCreation),
                hourly: sum(left.hourly, right.hourly)
            )
        }

        // A frame may hold any number.
        private static func sum(_ left: Int, _ right: Int) -> Int {
            let (sum, overflows) = left.addingReportingOverflow(right)
            return overflows ? .max : sum
        }
    }

    /// Of conversations that a later one has replaced.
    var earlier = Tokens()
    var earlierCost = 0.0
    /// The CLI's totals of the present conversation.
    var totals = Tokens()
    var totalCost = 0.0
    /// What the session had cost at least when its last turn ended.
    var leastCost = 0.0
    /// Requests since those totals were told.
    var recent = Tokens()
    var hourly = 0
    var searches = 0
    var activeMicroseconds: Int64 = 0
    var runningSince: Int64?

    /// One request has been answered.
    mutating func answered(_ tokens: Tokens) {
        recent = recent + tokens
        hourly = (Tokens(hourly: hourly) + Tokens(hourly: tokens.hourly)).hourly
    }

    /// The CLI tells the conversation's totals.
    mutating func told(_ result: JSONObject) {
        if let cost = result["total_cost_usd"]?.double, cost.isFinite { totalCost = max(totalCost, cost) }
        guard let models = result["modelUsage"]?.object, !models.isEmpty else { return }
        totals = models.map(\.value).map(Tokens.init(model:)).reduce(Tokens(), +)
        searches = models.map(\.value).map { max(0, $0["webSearchRequests"]?.int ?? 0) }.reduce(0) { $0 &+ $1 }
        recent = Tokens()
    }

    /// A turn is over that has cost so much by the model proxy's count. The CLI tells nothing of one that was cut off.
    mutating func ended(metered: USD) {
        leastCost = max(leastCost + Double(metered.microdollars) / 1_000_000, earlierCost + totalCost)
    }

    /// The conversation begins anew, and its totals at zero.
    mutating func reset() {
        earlier = earlier + totals + recent
        earlierCost += totalCost
        (totals, recent, totalCost) = (Tokens(), Tokens(), 0)
    }

    /// The session runs from now on.
    mutating func run(at time: Int64) { runningSince = runningSince ?? time }

    /// It rests.
    mutating func rest(at time: Int64) {
        if let since = runningSince { activeMicroseconds += max(0, time - since) }
        runningSince = nil
    }

    /// Seconds in which the session ran.
    func activeSeconds(at time: Int64? = nil) -> Double {
        let open = runningSince.flatMap { since in time.map { max(0, $0 - since) } } ?? 0
        return Double(activeMicroseconds + open) / 1_000_000
    }

    /// What it has cost, in US dollars by list prices.
    var cost: Double { max(leastCost, earlierCost + totalCost) }

    /// The snapshot on the wire.
    var json: JSONObject {
        let all = earlier + totals + recent
        let hourly = min(hourly, all.cacheCreation)
        return [
            "input_tokens": JSONValue(all.input), "output_tokens": JSONValue(all.output),
            "cache_read_input_tokens": JSONValue(all.cacheRead),
            "cache_creation": [
                "ephemeral_5m_input_tokens": JSONValue(all.cacheCreation - hourly), "ephemeral_1h_input_tokens": JSONValue(hourly),
            ],
            "server_tool_use": ["web_search_requests": JSONValue(searches), "web_fetch_requests": 0],
            "active_seconds": JSONValue(activeSeconds()),
            "list_cost": ["amount": .string(String(cents)), "currency": "USD"],
        ]
    }

    /// Whole cents, at most what fits.
    private var cents: Int { Int(exactly: (cost * 100).rounded()) ?? .max }
}

extension ProjectedUsage.Tokens {
    /// The usage of one request, as the API tells it.
    init(request usage: JSONValue?) {
        func count(_ key: String) -> Int { max(0, usage?[key]?.int ?? 0) }
        self.init(
            input: count("input_tokens"),
            output: count("output_tokens"),
            cacheRead: count("cache_read_input_tokens"),
            cacheCreation: count("cache_creation_input_tokens"),
            hourly: max(0, usage?["cache_creation"]?["ephemeral_1h_input_tokens"]?.int ?? 0)
        )
    }

    /// The CLI's total of one model.
    init(model: JSONValue) {
        func count(_ key: String) -> Int { max(0, model[key]?.int ?? 0) }
        self.init(
            input: count("inputTokens"),
            output: count("outputTokens"),
            cacheRead: count("cacheReadInputTokens"),
            cacheCreation: count("cacheCreationInputTokens")
        )
    }

    /// What later news of the same request say in place of the earlier ones.
    func updated(by usage: JSONValue?) -> Self {
        let later = Self(request: usage)
        return Self(
            input: max(input, later.input),
            output: max(output, later.output),
            cacheRead: max(cacheRead, later.cacheRead),
            cacheCreation: max(cacheCreation, later.cacheCreation),
            hourly: max(hourly, later.hourly)
        )
    }

    /// `model_usage` on the wire.
    var json: JSONValue {
        [
            "input_tokens": JSONValue(input), "output_tokens": JSONValue(output), "cache_read_input_tokens": JSONValue(cacheRead),
            "cache_creation_input_tokens": JSONValue(cacheCreation),
        ]
    }
}
