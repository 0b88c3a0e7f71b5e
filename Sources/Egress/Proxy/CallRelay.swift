internal import Domain
internal import EventLoop
internal import HTTP
internal import HTTPSClient
internal import JSON
internal import Telemetry

/// Passes calls on: lets one in, sends it, streams the answer back.
struct CallRelay: Sendable {
    let configuration: ModelProxy.Configuration
    let upstream: HTTPSClient
    /// What requests must give as their host.
    let authority: String
    let registry: SharedRegistry
    let log: Logger
    let whenCalled: @Sendable (ModelCall) -> Void
    let whenDenied: @Sendable (SessionID?) -> Void

    /// Answers a request. The caller's departure cancels the task, and so the call.
    func answer(_ request: HTTPRequest, _ response: ResponseWriter, number: UInt64) async throws {
        var session: SessionID?
        do {
            let ticket = try admit(request, &session)
            defer { registry.with { $0.end(ticket) } }
            var account = CallAccount(number: number, isCharged: ProxyRoute.isCharged(request), ticket: ticket, relay: self)
            // Whatever cuts the call short; a whole one has told of itself by then.
            defer { account.end(isWhole: false) }
            try await pass(on: request, response, ticket, &account)
        } catch let error as APIError {
            let names: [(String, JSONValue)] = session.map { [("session.id", .string($0.text))] } ?? []
            log.warning("model call failed", [("call", .number(JSONNumber(number)))] + names + error.logFields)
            await response.respond(HTTPStatus(error.status), error.fields, body: error.body)
        }
    }

    /// - Parameter session: Set to the key's, whether it is let in or not.
    private func admit(_ request: HTTPRequest, _ session: inout SessionID?) throws(APIError) -> PlaceholderRegistry.Ticket {
        try ProxyRoute.check(request, authority: authority)
        guard let key = PresentedKey.text(in: request.fields) else { throw .noKey }
        let hash = KeyHash(of: key)
        session = registry.with { $0.session(hash) }
        let limit = configuration.limits.bodyBytes
        let length = request.contentLength.map { Int(clamping: $0) } ?? limit
        guard length <= limit else { throw .tooLarge(limit) }
        do throws(PlaceholderRegistry.Refusal) {
            return try registry.with { (registry) throws(PlaceholderRegistry.Refusal) in try registry.begin(hash, bodyBytes: length) }
        } catch {
            throw refused(error, session)
        }
    }

    /// What a caller is told whose call may not go on; one whose budget is spent is told of.
    func refused(_ refusal: PlaceholderRegistry.Refusal, _ session: SessionID?) -> APIError {
        if case .budgetSpent = refusal { whenDenied(session) }
        return APIError(refusal)
    }

    private func pass(
        on request: HTTPRequest,
        _ response: ResponseWriter,
        _ ticket: PlaceholderRegistry.Ticket,
        _ account: inout CallAccount
    ) async throws {
        do {
            let fields = ForwardedFields.request(request.fields, credential: configuration.credential)
            let body = try await body(of: request)
            try account.reserve(await estimate(of: body))
            let call = HTTPSRequest(.post, request.target, of: configuration.upstream, fields: fields, body: body)
            try await upstream.withResponse(to: call) { answer in
                account.begin(answer)
                try await stream(answer, response, ticket, &account)
            }
        } catch let error as HTTPSError {
            log.warning("model API not reached", [("session.id", .string(ticket.session?.text ?? "")), ("reason", .string(error.message))])
            throw account.failed(APIError(error))
        } catch let error as APIError {
            throw account.failed(error)
        }
    }

    /// Large bodies are not read on a loop.
    private func estimate(of body: [UInt8]) async -> CallEstimate {
        guard body.count > 256 << 10 else { return CallEstimate(body) }
        return await BlockingExecutor.shared.perform { CallEstimate(body) }
    }

    private func body(of request: HTTPRequest) async throws -> [UInt8] {
        let limit = configuration.limits.bodyBytes
        do { return try await request.body.collect(upTo: limit) } catch let error as HTTPError { throw APIError(error, limit: limit) }
    }

    /// Passes the answer on piece by piece, as fast as the caller takes it. Thrown out of here, the caller's answer is cut.
    private func stream(
        _ answer: HTTPSResponse,
        _ response: ResponseWriter,
        _ ticket: PlaceholderRegistry.Ticket,
        _ account: inout CallAccount
    ) async throws {
        await response.start(answer.status, ForwardedFields.answer(answer.fields))
        while let piece = try await answer.body.read() {
            guard registry.with({ $0.isLive(ticket) }) else { throw HTTPError(.disconnected, "the call's key has been revoked") }
            account.take(piece)
            try await response.write(piece)
        }
        account.finish()
    }
}
