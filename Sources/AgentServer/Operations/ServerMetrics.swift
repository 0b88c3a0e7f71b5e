internal import ClaudeAgent
internal import Domain
internal import Egress
internal import HTTP
internal import JSON
internal import Telemetry

/// What a server counts and measures. The names are in docs/operations.md; ids, prompts and keys are never labels.
struct ServerMetrics: Sendable {
    /// How a turn ended.
    enum TurnOutcome: String, Sendable, CaseIterable {
        case done, failed, requested, superseded, abandoned
        case timedOut = "timed_out"
        case shuttingDown = "shutting_down"
        /// The server ended before the turn did.
        case lost
    }

    /// Whether a new session found a spare.
    enum ClaimResult: String, Sendable, CaseIterable { case hit, miss }

    /// What became of a client that came back with an event's number.
    enum ResumeResult: String, Sendable, CaseIterable { case resumed, refused }

    /// What a token was.
    enum TokenType: String, Sendable, CaseIterable {
        case input, output
        case cacheRead = "cache_read"
        case cacheCreation = "cache_creation"
    }

    /// Whose budget was used up.
    enum BudgetScope: String, Sendable, CaseIterable { case turn, session }

    let registry = MetricRegistry(prefix: "roost_")
    let sessionStarts: MetricFamily<Counter>
    let sessionStartDurations: MetricFamily<Histogram>
    let turns: MetricFamily<Counter>
    let turnDurations: Histogram
    let firstEventDurations: Histogram
    let poolClaims: MetricFamily<Counter>
    let processReaps: MetricFamily<Counter>
    let storeDurations: MetricFamily<Histogram>
    let storeErrors: Counter
    let subscribers: Gauge
    let resumes: MetricFamily<Counter>
    let tokens: MetricFamily<Counter>
    let cost: Counter
    let budgetDenials: MetricFamily<Counter>
    let requests: RequestMetrics
    let mirrorErrors: Counter

    private static let starts = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
    private static let turnTimes = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800]
    private static let storeTimes = [0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5]

    /// Declares everything.
    ///
    /// - Parameters:
    ///   - version: This program's.
    ///   - cli: The version of `claude`, as it names itself.
    ///   - routes: The patterns of the routes that are served; anything else counts as `other`.
    init(version: String, cli: String, routes: [String]) {
        registry.buildInfo([("version", version), ("claude_version", cli)])
        let start = MetricLabel.declared("start", ProcessStart.self)
        sessionStarts = registry.counter("session_starts_total", "Turns by how they came to their agent process.", start)
        sessionStartDurations = registry.histogram(
            "session_start_duration_seconds",
            "Time from a turn's start to a process that takes its prompt.",
            bounds: Self.starts,
            start
        )
        turns = registry.counter("turns_total", "Turns that have ended, by how.", .declared("outcome", TurnOutcome.self))
        turnDurations = registry.histogram("turn_duration_seconds", "Time from acceptance to terminal event.", bounds: Self.turnTimes)
            .series()
        firstEventDurations =
            registry.histogram("first_event_duration_seconds", "Time from acceptance to the first event.", bounds: Self.turnTimes).series()
        poolClaims = registry.counter(
            "pool_claims_total",
            "New sessions by whether a spare was there.",
            .declared("result", ClaimResult.self)
        )
        processReaps = registry.counter(
            "process_reaps_total",
            "Agent processes that were ended, by why.",
            .declared("reason", ProcessPool.Reason.self)
        )
        storeDurations = registry.histogram(
            "store_operation_duration_seconds",
            "Time of one operation of a store.",
            bounds: Self.storeTimes,
            .first(16, "op"),
            .first(8, "backend")
        )
        storeErrors = registry.counter("store_errors_total", "Operations of stores that failed.").series()
        subscribers = registry.gauge("sse_subscribers", "Streams of events that are open.").series()
        resumes = registry.counter(
            "sse_resumes_total",
            "Clients that came back with an event's number.",
            .declared("result", ResumeResult.self)
        )
        tokens = registry.counter("tokens_total", "Tokens as the API counts them.", .declared("type", TokenType.self), .first(20, "model"))
        cost = registry.counter("cost_usd_total", "What the model was paid, by list prices, in US dollars.").series()
        budgetDenials = registry.counter("budget_denials_total", "Calls refused for want of budget.", .declared("scope", BudgetScope.self))
        requests = RequestMetrics(registry, routes: routes)
        mirrorErrors = registry.counter("mirror_errors_total", "Transcript entries that the CLI could not hand over.").series()
        ProcessReadings.declare(in: registry)
    }

    /// Reads sessions and processes whenever somebody asks for the metrics. Once.
    func watch(
        sessions: @escaping @Sendable () -> Int,
        held: @escaping @Sendable () -> Int,
        pool: @escaping @Sendable () -> PoolCounts
    ) {
        registry.reading("sessions", "Sessions that are kept.") { Double(sessions()) }
        registry.reading("sessions_held", "Sessions in which something happens, or that somebody looks at.") { Double(held()) }
        registry.readings("pool_instances", "Agent processes by what they do.", by: "state") {
            let counts = pool()
            let all = [
                ("starting", counts.starting), ("spare", counts.spare), ("idle", counts.idle), ("busy", counts.busy),
                ("ending", counts.ending),
            ]
            return all.map { ($0.0, Double($0.1)) }
        }
    }

    /// A turn came to its process.
    func started(_ start: ProcessStart, after time: Duration) {
        sessionStarts.series(start.rawValue).add()
        sessionStartDurations.series(start.rawValue).observe(time)
        if start == .spare { poolClaims.series(ClaimResult.hit.rawValue).add() }
        if start == .new { poolClaims.series(ClaimResult.miss.rawValue).add() }
    }

    /// A turn has ended.
    ///
    /// - Parameter time: Since it was accepted; `nil` when nobody knows.
    func ended(_ outcome: TurnOutcome, after time: Duration?) {
        turns.series(outcome.rawValue).add()
        if let time { turnDurations.observe(time) }
    }

    /// What has been used since the last result, where no proxy counts it.
    func used(_ result: ResultMessage) {
        guard result.json["model_usage_since_last_result"] == nil else {
            for (model, usage) in result.modelUsageSinceLastResult { used(usage, model: model) }
            return
        }
        // The totals by model are the whole conversation's, and the rest is of the main loop alone: its model may be any of several.
        let models = result.modelUsage.keys
        if let usage = result.usage { used(usage, model: models.count == 1 ? models.first ?? "" : MetricLabel.other, cost: nil) }
    }

    private func used(_ usage: ModelUsage, model: String) {
        let counts: [(TokenType, Int)] = [
            (.input, usage.inputTokens), (.output, usage.outputTokens), (.cacheRead, usage.cacheReadInputTokens),
            (.cacheCreation, usage.cacheCreationInputTokens),
        ]
        for (type, count) in counts where count > 0 { tokens.series(type.rawValue, model).add(Double(count)) }
    }

    /// What a turn has used, as its result tells it.
    func used(_ usage: Usage, model: String, cost dollars: USD?) {
        let counts: [(TokenType, Int)] = [
            (.input, usage.inputTokens), (.output, usage.outputTokens), (.cacheRead, usage.cacheReadInputTokens),
            (.cacheCreation, usage.cacheCreationInputTokens),
        ]
        for (type, count) in counts { tokens.series(type.rawValue, model).add(Double(count)) }
        if let dollars { cost.add(Double(dollars.microdollars) / 1_000_000) }
    }
}

extension ServerMetrics {
    /// What one call of the model has used.
    func called(_ call: ModelCall) {
        let model = call.model ?? MetricLabel.other
        let counts: [(TokenType, Int)] = [
            (.input, call.tokens.input), (.output, call.tokens.output), (.cacheRead, call.tokens.cacheRead),
            (.cacheCreation, call.tokens.cacheWrite5m + call.tokens.cacheWrite1h),
        ]
        for (type, count) in counts where count > 0 { tokens.series(type.rawValue, model).add(Double(count)) }
        cost.add(Double(call.cost.microdollars) / 1_000_000)
    }

    /// The proxy has refused a call, as what its turn may cost is spent.
    func deniedCall() { budgetDenials.series(BudgetScope.turn.rawValue).add() }
}

extension ServerMetrics.TurnOutcome {
    /// How a turn counts that is over.
    init(_ ending: TurnEnding) {
        switch ending.outcome {
        case .done: self = .done
        case .failed: self = ending.failure == .restarted ? .lost : .failed
        case .interrupted: self = ending.failure.flatMap { Interruption(rawValue: $0.kind) }.map(Self.init) ?? .failed
        }
    }

    /// How a turn that was cut off counts.
    init(_ interruption: Interruption) {
        self =
            switch interruption {
            case .requested: .requested
            case .superseded: .superseded
            case .abandoned: .abandoned
            case .timedOut: .timedOut
            case .shuttingDown: .shuttingDown
            }
    }
}
