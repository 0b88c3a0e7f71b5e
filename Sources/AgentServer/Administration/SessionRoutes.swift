internal import Domain
internal import HTTP
internal import JSON
internal import Telemetry

/// The administration socket's HTTP: JSON in and out, for this program's own commands.
struct SessionRoutes: Sendable {
    private enum Route: Sendable { case list, show, events, remove, prune }

    private let service: SessionService
    private let log: Logger
    private let router: Router<Route>

    private static let bodyLimit = 4096

    init(_ service: SessionService, log: Logger) {
        self.service = service
        self.log = log
        let base = SessionRequest.base
        var router = Router<Route>()
        router.on(.get, "\(base)/sessions", .list)
        router.on(.get, "\(base)/sessions/{id}", .show)
        router.on(.get, "\(base)/sessions/{id}/events", .events)
        router.on(.delete, "\(base)/sessions/{id}", .remove)
        router.on(.post, "\(base)/prune", .prune)
        self.router = router
    }

    /// Answers one request.
    func handle(_ request: HTTPRequest, _ response: ResponseWriter) async throws {
        do {
            let wish = try await read(request)
            let answer = try await service.answer(wish)
            await respond(response, .ok, answer)
            if case .remove(let id, _) = wish { log.info("session removed", [("session.id", .string(id.text))]) }
        } catch let refusal as SessionRefusal {
            await respond(response, refusal.status, ["detail": .string(refusal.message)])
        }
    }

    private func read(_ request: HTTPRequest) async throws -> SessionRequest {
        guard case .found(let route, let values) = router.match(request.method, request.path) else {
            throw SessionRefusal(.invalid, "there is no \(request.method) \(request.path); use the roost of the server's version")
        }
        let query = QueryItems(request.query)
        switch route {
        case .list: return try .list(query)
        case .show: return .show(try session(values))
        case .events: return try .events(try session(values), query)
        case .remove: return .remove(try session(values), isForced: query["force"] == "1")
        case .prune: return try .prune(try await request.body.collect(upTo: Self.bodyLimit))
        }
    }

    private func session(_ values: [String: String]) throws(SessionRefusal) -> SessionID {
        guard let id = values["id"].flatMap({ SessionID($0) }) else { throw SessionRefusal(.invalid, "that is no session id") }
        return id
    }

    private func respond(_ response: ResponseWriter, _ status: HTTPStatus, _ body: JSONValue) async {
        let fields = [("Content-Type", "application/json"), ("Cache-Control", "no-store")]
        await response.respond(status, fields, body: body.serialized())
    }
}
