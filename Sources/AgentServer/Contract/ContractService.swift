internal import ClaudeAgent
internal import Domain
internal import EventLoop
internal import HTTP
internal import JSON
internal import Telemetry

/// The contract over HTTP: `GET /health`, `POST /sessions/{id}/messages`; and beside it the same events again, and interrupts.
struct ContractService: Sendable {
    private enum Route: String, Sendable, CaseIterable {
        case health = "/health"
        case messages = "/sessions/{id}/messages"
        case events = "/sessions/{id}/events"
        case interrupt = "/sessions/{id}/interrupt"

        var method: HTTPMethod {
            switch self {
            case .health, .events: .get
            case .messages, .interrupt: .post
            }
        }
    }

    /// The patterns that are served.
    static let routes = Route.allCases.map(\.rawValue)

    private let hosts: SessionHosts
    private let browsers: BrowserGuard
    private let token: BearerToken?
    private let heartbeat: Duration
    private let whenBusy: BusyPolicy
    private let log: Logger
    private let metrics: ServerMetrics
    private let router: Router<Route>

    init(_ configuration: ServerConfiguration, hosts: SessionHosts, browsers: BrowserGuard, log: Logger) {
        self.hosts = hosts
        self.browsers = browsers
        token = configuration.authToken.map(BearerToken.init)
        heartbeat = configuration.heartbeat
        whenBusy = configuration.whenBusy
        self.log = log
        metrics = hosts.services.metrics
        var router = Router<Route>()
        for route in Route.allCases { router.on(route.method, route.rawValue, route) }
        self.router = router
    }

    /// Answers one request.
    func handle(_ request: HTTPRequest, _ response: ResponseWriter) async throws {
        let fields = browsers.answerFields(request.fields)
        do {
            try browsers.check(request.fields)
            try await route(request, response, fields)
        } catch let refusal as BrowserGuard.Refusal {
            await respond(response, refusal.status, Self.detail(refusal.detail), fields)
        } catch let error where !(error is CancellationError || error is HTTPError) {
            log.error("a request failed", [("error", .string("\(type(of: error))"))])
            throw error
        }
    }

    private func route(_ request: HTTPRequest, _ response: ResponseWriter, _ fields: [(String, String)]) async throws {
        if request.method == .options, case let preflight = browsers.preflightFields(request.fields), !preflight.isEmpty {
            return await response.respond(.noContent, preflight)
        }
        let (match, start) = (router.match(request.method, request.path), ContinuousClock.now)
        defer {
            let route = if case .found(let route, _) = match { Optional(route.rawValue) } else { String?.none }
            metrics.requests.answered(route, request.method, response.status ?? .internalServerError, after: ContinuousClock.now - start)
        }
        switch match {
        case .found(.health, _): await respond(response, .ok, #"{"status":"ok"}"#, fields)
        case .found(let route, let values):
            guard await isAllowed(request, response, fields) else { return }
            try await session(route, values["id"] ?? "", request, response, fields)
        case .methodNotAllowed(let methods):
            let allow = methods.map(\.description).joined(separator: ", ")
            await respond(response, .methodNotAllowed, Self.detail("Method Not Allowed"), [("Allow", allow)] + fields)
        case .notFound: await respond(response, .notFound, Self.detail("Not Found"), fields)
        }
    }

    /// Before the body is read, so that a stranger cannot make the server take in anything.
    private func isAllowed(_ request: HTTPRequest, _ response: ResponseWriter, _ fields: [(String, String)]) async -> Bool {
        guard let token, !token.accepts(request.fields["authorization"]) else { return true }
        await respond(
            response,
            .unauthorized,
            Self.detail("missing or invalid token"),
            [("WWW-Authenticate", "Bearer")] + fields
        )
        return false
    }

    private func session(
        _ route: Route,
        _ id: String,
        _ request: HTTPRequest,
        _ response: ResponseWriter,
        _ fields: [(String, String)]
    ) async throws {
        if case .messages = route { return try await messages(id, request, response, fields) }
        guard let session = try await own(id, response, fields) else { return }
        if case .events = route { return try await events(session, request, response, fields) }
        try browsers.checkContentType(request.fields)
        let turn = await hosts.with(session) { host in host.interruptCurrent() }
        await respond(response, .ok, JSONValue.object(["interrupted": .bool(turn != nil)]).serializedString(), fields)
    }

    private func messages(_ id: String, _ request: HTTPRequest, _ response: ResponseWriter, _ fields: [(String, String)]) async throws {
        try browsers.checkContentType(request.fields)
        guard let body = try await readBody(request) else {
            return await respond(response, .contentTooLarge, Self.detail("request body too large"), fields)
        }
        let message: MessageRequest
        do throws(MessageRequest.Invalid) {
            message = try MessageRequest(body)
        } catch {
            return await response.respond(.unprocessableContent, Self.jsonFields + fields, body: error.body)
        }
        guard let session = try await own(id, response, fields) else { return }
        guard let policy = BusyPolicy(query: request.query, standard: whenBusy) else {
            return await respond(response, .badRequest, Self.detail("busy must be reject, enqueue or interrupt"), fields)
        }
        try await turn(message.prompt, policy, session, request, response, fields)
    }

    /// The session of that name; answers and gives `nil` for a name that is none, and for sessions of /v1.
    private func own(_ id: String, _ response: ResponseWriter, _ fields: [(String, String)]) async throws -> SessionID? {
        guard let session = SessionID(id) else {
            await respond(response, .badRequest, Self.detail("invalid session_id"), fields)
            return nil
        }
        guard try await !hosts.services.directory.isManaged(session) else {
            await respond(response, .conflict, Self.detail("this session belongs to /v1; use /v1/sessions/\(session)/events"), fields)
            return nil
        }
        return session
    }

    /// The body, or `nil` when it is larger than the contract allows.
    private func readBody(_ request: HTTPRequest) async throws -> [UInt8]? {
        let limit = ServerConfiguration.bodyLimit
        if let length = request.contentLength, length > limit { return nil }
        do {
            return try await request.body.collect(upTo: limit)
        } catch let error as HTTPError where error.code == .bodyTooLarge {
            return nil
        }
    }

    private func turn(
        _ prompt: String,
        _ policy: BusyPolicy,
        _ session: SessionID,
        _ request: HTTPRequest,
        _ response: ResponseWriter,
        _ fields: [(String, String)]
    ) async throws {
        let trace = Self.trace(request)
        let log = self.log(session, trace)
        try await hosts.with(session) { host in
            let accepted: (turn: TurnID, number: Int, uuid: String)
            do {
                accepted = try await host.accept(.text(prompt), policy, trace: trace, log: log)
            } catch {
                let refusal = try TurnRefusal(error)
                log.warning("turn refused", [("status", .number(JSONNumber(refusal.status.code))), ("reason", .string("\(error)"))])
                return await respond(response, refusal.status, Self.detail(refusal.detail), refusal.fields + fields)
            }
            defer { host.leave(accepted.turn) }
            let ending = await stream(accepted.turn, after: accepted.number, of: host, response, fields)
            if ending != .complete { log.info("client left", [("turn.id", .string(accepted.turn.text))]) }
        }
    }

    /// A turn again, from where its caller lost it.
    private func events(
        _ session: SessionID,
        _ request: HTTPRequest,
        _ response: ResponseWriter,
        _ fields: [(String, String)]
    ) async throws {
        guard let wish = TurnPlace.Wish(lastEventID: request.fields["last-event-id"], query: request.query) else {
            return await respond(response, .badRequest, Self.detail("Last-Event-ID, after or turn is none that was given out"), fields)
        }
        try await hosts.with(session) { host in
            switch try await host.find(wish) {
            case .unknown:
                metrics.resumes.series(ServerMetrics.ResumeResult.refused.rawValue).add()
                await respond(response, .notFound, Self.detail("no such session, turn or event"), fields)
            case .over: await response.respond(.noContent, fields)
            case .place(let place):
                metrics.resumes.series(ServerMetrics.ResumeResult.resumed.rawValue).add()
                host.follow(place.turn)
                defer { host.leave(place.turn) }
                _ = await stream(place.turn, after: place.after, of: host, isAgain: true, response, fields)
            }
        }
    }

    private func stream(
        _ turn: TurnID,
        after number: Int,
        of host: SessionHost,
        isAgain: Bool = false,
        _ response: ResponseWriter,
        _ fields: [(String, String)]
    ) async -> ContractStream.Ending {
        metrics.subscribers.add(1)
        defer { metrics.subscribers.add(-1) }
        let events = await SSEWriter.start(response, lineEnding: .crlf, retry: 1000, extraFields: [("Roost-Turn", turn.text)] + fields)
        if isAgain { try? await events.send(ServerSentEvent(retry: 1000)) }
        let stream = ContractStream(host: host, turn: turn, events: events, heartbeat: heartbeat)
        let ending = await stream.run(after: number, on: response.loop)
        if ending == .broken { await response.cut() }
        return ending
    }

    private func log(_ session: SessionID, _ trace: TraceContext?) -> Logger {
        let request = String(UInt64.random(in: 0...UInt64.max), radix: 36)
        let traceField = trace.map { [("trace.parent", JSONValue.string($0.traceParent))] } ?? []
        return log.with([("session.id", .string(session.text)), ("request.id", .string(request))] + traceField)
    }

    private static func trace(_ request: HTTPRequest) -> TraceContext? {
        guard let parent = request.fields["traceparent"] else { return nil }
        return TraceContext(traceParent: parent, traceState: request.fields["tracestate"])
    }

    private static let jsonFields = [("Content-Type", "application/json")]

    private static func detail(_ text: String) -> String { JSONValue.object(["detail": .string(text)]).serializedString() }

    private func respond(_ response: ResponseWriter, _ status: HTTPStatus, _ body: String, _ fields: [(String, String)] = []) async {
        await response.respond(status, Self.jsonFields + fields, body: Array(body.utf8))
    }
}
