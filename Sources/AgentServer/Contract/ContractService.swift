internal import ClaudeAgent
internal import Domain
internal import EventLoop
internal import HTTP
internal import JSON
internal import Telemetry

/// The contract over HTTP: `GET /health` and `POST /sessions/{id}/messages`.
struct ContractService: Sendable {
    private enum Route: Sendable { case health, messages }

    private let driver: TurnDriver
    private let gate: TurnGate
    private let drain: DrainSignal
    private let browsers: BrowserGuard
    private let token: BearerToken?
    private let heartbeat: Duration
    private let log: Logger
    private let router: Router<Route>

    init(_ configuration: ServerConfiguration, driver: TurnDriver, gate: TurnGate, drain: DrainSignal, browsers: BrowserGuard, log: Logger)
    {
        self.driver = driver
        self.gate = gate
        self.drain = drain
        self.browsers = browsers
        token = configuration.authToken.map(BearerToken.init)
        heartbeat = configuration.heartbeat
        self.log = log
        var router = Router<Route>()
        router.on(.get, "/health", .health)
        router.on(.post, "/sessions/{id}/messages", .messages)
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
        switch router.match(request.method, request.path) {
        case .found(.health, _): await respond(response, .ok, #"{"status":"ok"}"#, fields)
        case .found(.messages, let values): try await messages(values["id"] ?? "", request, response, fields)
        case .methodNotAllowed(let methods):
            let allow = methods.map(\.description).joined(separator: ", ")
            await respond(response, .methodNotAllowed, Self.detail("Method Not Allowed"), [("Allow", allow)] + fields)
        case .notFound: await respond(response, .notFound, Self.detail("Not Found"), fields)
        }
    }

    private func messages(_ id: String, _ request: HTTPRequest, _ response: ResponseWriter, _ fields: [(String, String)]) async throws {
        // Before the body is read, so that a stranger cannot make the server take in anything.
        if let token, !token.accepts(request.fields["authorization"]) {
            return await respond(
                response,
                .unauthorized,
                Self.detail("missing or invalid token"),
                [("WWW-Authenticate", "Bearer")] + fields
            )
        }
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
        guard let session = SessionID(id) else { return await respond(response, .badRequest, Self.detail("invalid session_id"), fields) }
        try await turn(message.prompt, session, request, response, fields)
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
        _ session: SessionID,
        _ request: HTTPRequest,
        _ response: ResponseWriter,
        _ fields: [(String, String)]
    ) async throws {
        let trace = Self.trace(request)
        let log = self.log(session, trace)
        let ticket: TurnGate.Ticket
        do throws(TurnGate.Refusal) {
            ticket = try gate.enter(session)
        } catch {
            let (status, detail) = Self.answer(to: error)
            log.info("turn refused", [("status", .number(JSONNumber(status.code)))])
            return await respond(response, status, Self.detail(detail), [("Retry-After", "5")] + fields)
        }
        defer { ticket.leave() }
        guard await hasRoom(for: session) else {
            log.warning("turn refused: there are as many sessions as there may be; raise --max-sessions", [("status", 507)])
            return await respond(response, .insufficientStorage, Self.detail(SessionFiles.full(driver.files.count.limit).message), fields)
        }
        let turn = ContractTurn(
            prompt: prompt,
            session: session,
            trace: trace,
            driver: driver,
            drain: drain,
            heartbeat: heartbeat,
            log: log
        )
        log.info("turn accepted")
        let events = await SSEWriter.start(response, lineEnding: .crlf, extraFields: fields)
        let ending = await turn.run(ticket, events, on: response.loop)
        log.info("turn over", Self.logFields(ending))
    }

    /// Looks at the disk only when there is no room for a new session.
    private func hasRoom(for session: SessionID) async -> Bool {
        guard driver.files.count.isFull else { return true }
        return await BlockingExecutor.shared.perform { driver.files.hasRoom(for: session) }
    }

    private static func answer(to refusal: TurnGate.Refusal) -> (HTTPStatus, String) {
        switch refusal {
        case .sessionQueueFull: (.tooManyRequests, "too many turns of this session are waiting")
        case .serverFull: (.serviceUnavailable, "too many turns are waiting")
        }
    }

    private func log(_ session: SessionID, _ trace: TraceContext?) -> Logger {
        let request = String(UInt64.random(in: 0...UInt64.max), radix: 36)
        let traceField = trace.map { [("trace.parent", JSONValue.string($0.traceParent))] } ?? []
        return log.with([("session.id", .string(session.text)), ("request.id", .string(request))] + traceField)
    }

    private static func logFields(_ ending: ContractStream.Ending) -> [(String, JSONValue)] {
        switch ending {
        case .done: [("end", "done")]
        case .failed(let kind): [("end", "error"), ("error", .string(kind))]
        case .left: [("end", "client left")]
        }
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
