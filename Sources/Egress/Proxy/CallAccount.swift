internal import Domain
internal import EventLoop
internal import HTTP
internal import HTTPSClient
internal import JSON
internal import Telemetry

/// One call's account: meters what passes by, charges it to the key at once, and tells of the call once, at its end.
struct CallAccount {
    private let relay: CallRelay
    private let isCharged: Bool
    private let ticket: PlaceholderRegistry.Ticket
    private let start = EventLoop.now()
    private var call: ModelCall
    private var meter = UsageMeter(HTTPFields())
    private var charge: Charge?
    private var estimate: CallEstimate?
    private var passed = 0
    /// How many of the tokens that the answer has not told are charged.
    private var charged = 0
    /// Tokens after which the key is charged again, so that not every piece costs a look at the price list.
    private static let step = 64
    private var isOver = false

    /// - Parameter isCharged: Whether a good answer must say what it has used.
    init(number: UInt64, isCharged: Bool, ticket: PlaceholderRegistry.Ticket, relay: CallRelay) {
        self.isCharged = isCharged
        self.relay = relay
        self.ticket = ticket
        call = ModelCall(number: number, session: ticket.session)
    }

    /// The request is there: what it may cost is set aside.
    mutating func reserve(_ estimate: CallEstimate) throws(APIError) {
        guard isCharged else { return }
        let most = relay.configuration.prices.cost(of: estimate.most, model: estimate.model, isFast: estimate.isFast)
        do throws(PlaceholderRegistry.Refusal) {
            try relay.registry.with { (registry) throws(PlaceholderRegistry.Refusal) in try registry.reserve(ticket, most) }
        } catch {
            throw relay.refused(error, ticket.session)
        }
        self.estimate = estimate
    }

    /// The head of the answer is there.
    mutating func begin(_ answer: HTTPSResponse) {
        meter = UsageMeter(answer.fields)
        call.status = answer.status.code
        call.requestID = answer.fields["request-id"]
    }

    /// A piece is about to be passed on. When it says that the answer is over, the caller must not know before the account does.
    mutating func take(_ piece: [UInt8]) {
        passed += piece.count
        meter.push(piece)
        if meter.untold == 0 || meter.untold - charged >= Self.step || meter.isComplete { update() }
        if meter.isComplete { end(isWhole: true) }
    }

    /// The body has come whole.
    mutating func finish() {
        meter.finish()
        update()
        end(isWhole: true)
    }

    /// The call is over with an answer of the proxy's own, which is given back.
    mutating func failed(_ error: APIError) -> APIError {
        call.status = error.status
        end(isWhole: false)
        return error
    }

    private mutating func update() {
        guard var tokens = meter.tokens else { return }
        tokens.output += meter.untold
        charged = meter.untold
        put(tokens, model: meter.model ?? "", isFast: meter.isFast)
    }

    private mutating func put(_ tokens: TokenUsage, model: String, isFast: Bool) {
        let cost = relay.configuration.prices.cost(of: tokens, model: model, isFast: isFast)
        let new = Charge(model: model, tokens: tokens, cost: cost)
        guard new != charge else { return }
        relay.registry.with { $0.charge(ticket, new, insteadOf: charge) }
        charge = new
    }

    /// Charges what an answer has used that does not say so, as far as the request and its size tell.
    private mutating func putEstimate() {
        guard isCharged, charge == nil, let estimate, call.status == 200 || call.status == 0 else { return }
        put(estimate.used(passing: passed, in: call.duration), model: estimate.model, isFast: estimate.isFast)
    }

    /// Tells of the call, the first time that it is called.
    mutating func end(isWhole: Bool) {
        guard !isOver else { return }
        isOver = true
        if !isWhole { update() }
        call.isWhole = isWhole
        call.model = meter.model
        call.messageID = meter.messageID
        call.duration = .nanoseconds(Int64(clamping: EventLoop.now() &- start))
        let isMetered = charge != nil
        putEstimate()
        call.tokens = charge?.tokens ?? TokenUsage()
        call.cost = charge?.cost ?? USD(microdollars: 0)
        if isWhole, isCharged, call.status == 200, !isMetered { relay.log.warning("model call not metered", call.logFields) }
        relay.log.info("model call", call.logFields)
        relay.whenCalled(call)
    }
}

extension ModelCall {
    /// What the log says of it.
    var logFields: [(String, JSONValue)] {
        let counts = [
            ("tokens.input", tokens.input), ("tokens.output", tokens.output), ("tokens.cache_read", tokens.cacheRead),
            ("tokens.cache_write", tokens.cacheWrite5m + tokens.cacheWrite1h), ("web_searches", tokens.webSearches),
        ]
        let names = [("session.id", session?.text), ("model", model), ("request.id", requestID)]
        return [("call", .number(JSONNumber(number))), ("status", JSONValue(status)), ("whole", JSONValue(isWhole))]
            + names.compactMap { name, text in text.map { (name, .string($0)) } }
            + counts.filter { $0.1 > 0 }.map { ($0.0, JSONValue($0.1)) }
            + [("cost.usd", .string("\(cost)")), ("ms", JSONValue(Int(duration / .milliseconds(1))))]
    }
}
