public import Domain
public import HTTP
internal import JSON
public import Records
public import Telemetry

/// The public API over HTTP: finds the route, checks the key, reads the body, answers in the API's form, errors too.
public struct ManagedService: Sendable {
    private let router: Router<ManagedRoute>
    private let key: AccessKey?
    private let sources: ManagedSources
    private let bodies: BodyReader
    private let desk: IdempotencyDesk
    private let secret: [UInt8]
    private let log: Logger

    /// A service.
    ///
    /// - Parameters:
    ///   - routes: What it serves.
    ///   - key: What callers must show; `nil` lets everybody in who reaches it.
    ///   - store: Where answers to repeated requests are kept.
    ///   - folder: Where uploads lie while they are read. It is there.
    ///   - secret: Known to this server alone, and the same after a restart: what is kept of repeated requests is hashed with it.
    public init(
        routes: [ManagedRoute],
        key: AccessKey?,
        store: any RecordStore,
        folder: String,
        secret: [UInt8] = [],
        sources: ManagedSources = ManagedSources(),
        log: Logger = .none
    ) {
        var router = Router<ManagedRoute>()
        for route in routes { router.on(route.method, route.pattern, route) }
        self.router = router
        self.key = key
        self.secret = secret
        self.sources = sources
        self.log = log
        bodies = BodyReader(folder: folder)
        desk = IdempotencyDesk(store)
    }

    /// Answers one request. Runs on the connection's loop.
    ///
    /// - Parameter fields: What the answer's head has besides, for example for web pages.
    /// - Returns: The pattern of the route, `nil` where there is none.
    /// - Throws: `HTTPError` and `CancellationError` when the client has left, and what breaks an answer that has begun.
    public func handle(_ request: HTTPRequest, _ response: ResponseWriter, fields: [(String, String)] = []) async throws -> String? {
        let id = sources.makeID(.request)
        let fields = fields + [("request-id", id)]
        var pattern: String?
        do {
            let route = try find(request, &pattern)
            let commands = ManagedCommands(desk: desk, secret: secret, sources: sources, log: log)
            let exchange = ManagedExchange(request: request, response: response, fields: fields, commands: commands)
            try await serve(route.route, route.values, exchange, id)
        } catch let error where error is CancellationError || (error as? HTTPError)?.code == .disconnected || response.status != nil {
            if !(error is CancellationError || error is HTTPError) { tell(of: error, "an answer broke off", id) }
            throw error
        } catch {
            await refuse(error, id, response, fields)
        }
        return pattern
    }

    private func find(_ request: HTTPRequest, _ pattern: inout String?) throws -> (route: ManagedRoute, values: [String: String]) {
        switch router.match(request.method, request.path) {
        case .found(let route, let values):
            pattern = route.pattern
            return (route, values)
        case .methodNotAllowed(let methods):
            try check(request)
            throw WrongMethod(allowed: methods)
        case .notFound:
            try check(request)
            throw ManagedError.noSuchPath
        }
    }

    private struct WrongMethod: Error {
        let allowed: [HTTPMethod]
    }

    private func check(_ request: HTTPRequest) throws(ManagedError) {
        guard let key, !PresentedKeys(request.fields).include(key) else { return }
        throw Self.noKey
    }

    private static let noKey = ManagedError(
        .unauthorized,
        "authentication_error",
        "the key is missing or wrong; send it as Authorization: Bearer or x-api-key"
    )

    private func serve(_ route: ManagedRoute, _ values: [String: String], _ exchange: ManagedExchange, _ id: String) async throws {
        var call = ManagedRequest(
            id: id,
            time: Timestamp(microseconds: sources.now()),
            parameters: values,
            query: try ManagedQuery(exchange.request.query),
            fields: exchange.request.fields
        )
        // Before the body is read, so that a stranger cannot make the server take in anything.
        try await admit(route, call)
        let answer = try await bodies.with(exchange.request, route.body, id: id) { body in
            call.body = body.body
            call.claim = try route.repetition == .none ? nil : claim(exchange.request, body.fingerprint, call)
            return try await self.answer(route, call)
        }
        try await AnswerSender(exchange).send(answer)
    }

    private func admit(_ route: ManagedRoute, _ call: ManagedRequest) async throws {
        guard let key, !PresentedKeys(call.fields).include(key) else { return }
        if case .keyOr(let admits) = route.access, try await admits(call) { return }
        throw Self.noKey
    }

    private func claim(_ request: HTTPRequest, _ body: [UInt8], _ call: ManagedRequest) throws(ManagedError) -> IdempotencyClaim? {
        guard let key = request.fields["idempotency-key"] else { return nil }
        return try IdempotencyClaim(
            key: key,
            asking: "\(request.method) \(request.path)",
            body,
            secret: secret,
            path: call.parameters.values.sorted(),
            at: call.time
        )
    }

    /// Runs the handler, once for each `Idempotency-Key`.
    private func answer(_ route: ManagedRoute, _ call: ManagedRequest) async throws -> ManagedAnswer {
        guard let claim = call.claim, route.repetition != .handled else { return try await route.handler(call) }
        let again = route.again.map { again in
            { id in try await Self.document { try await again(call, id) } } as IdempotencyDesk.Again
        }
        let answer = try await desk.answer(claim, route.repetition, call.origin, again: again) { origin, claim in
            var call = call
            (call.origin, call.claim) = (origin, claim)
            return try await Self.document { try await route.handler(call) }
        }
        return .json(try answer.granted)
    }

    private static func document(_ work: () async throws -> ManagedAnswer) async throws -> IdempotencyDesk.Answer {
        try await IdempotencyDesk.Answer {
            guard case .json(let body) = try await work() else { throw ManagedError.internalError }
            return body
        }
    }

    private func refuse(_ error: any Error, _ id: String, _ response: ResponseWriter, _ fields: [(String, String)]) async {
        var fields = fields
        var refusal = ManagedError(any: error)
        if let error = error as? WrongMethod {
            refusal = ManagedError(.methodNotAllowed, "invalid_request_error", "this path does not take this method")
            fields.append(("Allow", error.allowed.map(\.description).joined(separator: ", ")))
        }
        if refusal.status.code == 401 { fields.append(("WWW-Authenticate", "Bearer")) }
        if refusal.status.code >= 500 { tell(of: error, "a request failed", id, [("status", JSONValue(refusal.status.code))]) }
        let body = refusal.body(requestID: id).serialized()
        await response.respond(refusal.status, [("Content-Type", "application/json")] + refusal.fields + fields, body: body)
    }

    private func tell(of error: any Error, _ what: StaticString, _ id: String, _ more: [(String, JSONValue)] = []) {
        log.error(what, [("request.id", .string(id))] + more + [("error", .string("\(error)"))])
    }
}
