internal import EventLoop
internal import HTTP
internal import JSON
internal import Synchronization

/// Answers requests: routes, refusals, and turns for what passes.
final class Edge: Sendable {
    private enum Route { case health, messages }

    private let configuration: BrokenServer.Configuration
    private let memory: Memory
    private let gate: TurnGate
    private let router: Router<Route>
    private let lastRequest = Mutex(ContinuousClock.now)

    /// Prompts of one session that may run and wait.
    private static let queueLimit = 4

    private var fault: Fault? { configuration.fault }

    init(configuration: BrokenServer.Configuration, memory: Memory) {
        self.configuration = configuration
        self.memory = memory
        let limit = configuration.fault == .queueIsEndless ? Int.max : Self.queueLimit
        gate = TurnGate(limit: limit, isOpen: configuration.fault == .interleaves)
        var router = Router<Route>()
        router.on(.get, "/health", .health)
        router.on(.post, "/sessions/{session}/messages", .messages)
        self.router = router
    }

    func answer(_ request: HTTPRequest, _ response: ResponseWriter) async throws {
        do {
            switch router.match(request.method, request.path) {
            case .notFound: throw Refusal.detail(.notFound, fault == .pageFor404 ? "no such page" : "Not Found")
            case .methodNotAllowed(let allowed): throw Refusal.methodNotAllowed(fault == .no405Allow ? [] : allowed)
            case .found(.health, _): try await health(request, response)
            case .found(.messages, let values): try await messages(values["session"] ?? "", request, response)
            }
        } catch let refusal as Refusal {
            await response.respond(refusal.status, refusal.fields, body: refusal.body.serialized())
        }
    }

    private func health(_ request: HTTPRequest, _ response: ResponseWriter) async throws {
        let rules = RequestRules(configuration: configuration)
        if fault == .healthNeedsToken { try rules.checkToken(request.fields.values(of: "authorization")) }
        let silence = lastRequest.withLock { last in
            defer { last = .now }
            return last.duration(to: .now)
        }
        if fault == .stopsWhenIdle, silence > configuration.idle { throw Refusal.detail(.serviceUnavailable, "gone") }
        let body: JSONValue = fault == .healthSaysMore ? ["status": "ok", "uptime": 1] : ["status": "ok"]
        await response.respond(.ok, Refusal.jsonType, body: body.serialized())
    }

    private func messages(_ session: String, _ request: HTTPRequest, _ response: ResponseWriter) async throws {
        let rules = RequestRules(configuration: configuration)
        if fault == .readsBodyFirst { _ = try await rules.body(of: request) }
        try rules.checkToken(request.fields.values(of: "authorization"))
        do {
            let body = try await rules.body(of: request)
            let prompt = try rules.prompt(in: body)
            try rules.checkID(session)
            try await turn(prompt, fault == .sharesConversation ? "all" : session, response)
        } catch let refusal as Refusal where fault == .badRequestForgets {
            memory.forget(session)
            throw refusal
        }
    }

    private func turn(_ prompt: String, _ session: String, _ response: ResponseWriter) async throws {
        guard let ticket = gate.enter(session) else { throw Refusal.tooMany(retryAfter: fault == .refusalWithoutRetry ? nil : 1) }
        do {
            let sender = StreamSender(response: response, configuration: configuration)
            try await TurnRun(sender: sender, memory: memory, fault: fault).run(prompt, session, ticket)
            gate.leave(session, ticket)
        } catch {
            if fault == .disconnectForgets { memory.forget(session) }
            if fault != .disconnectBlocks { gate.leave(session, ticket) }
            throw error
        }
    }
}
