internal import EventLoop
internal import HTTP
internal import JSON
internal import Telemetry

/// What those who run a server ask it: `/livez`, `/readyz` and `/metrics`. For an address of its own, as a rule a loopback one.
struct AdminService: Sendable {
    private enum Route: Sendable { case live, ready, metrics }

    private let readiness: Readiness
    private let metrics: MetricRegistry
    private let browsers: BrowserGuard
    private let router: Router<Route>

    init(readiness: Readiness, metrics: MetricRegistry, browsers: BrowserGuard) {
        self.readiness = readiness
        self.metrics = metrics
        self.browsers = browsers
        var router = Router<Route>()
        router.on(.get, "/livez", .live)
        router.on(.get, "/readyz", .ready)
        router.on(.get, "/metrics", .metrics)
        self.router = router
    }

    /// Answers one request.
    func handle(_ request: HTTPRequest, _ response: ResponseWriter) async throws {
        do throws(BrowserGuard.Refusal) {
            try browsers.check(request.fields)
        } catch {
            return await refuse(response, error.status, error.detail)
        }
        switch router.match(request.method, request.path) {
        // Whoever restarts a server that only waits for its disk makes it worse: nothing is checked here.
        case .found(.live, _): await respond(response, .ok, "ok\n")
        case .found(.ready, _): await ready(request.query, response)
        case .found(.metrics, _): await expose(response)
        case .methodNotAllowed(let methods):
            await refuse(response, .methodNotAllowed, "Method Not Allowed", [("Allow", methods.map(\.description).joined(separator: ", "))])
        case .notFound: await refuse(response, .notFound, "Not Found")
        }
    }

    private func ready(_ query: Substring, _ response: ResponseWriter) async {
        let report = ReadinessReport(readiness.findings(), query: query)
        await respond(response, report.isReady ? .ok : .serviceUnavailable, report.text)
    }

    /// Some values are read from /proc.
    private func expose(_ response: ResponseWriter) async {
        let metrics = metrics
        let text = await BlockingExecutor.shared.perform { metrics.exposition() }
        await response.respond(.ok, Self.fields(MetricRegistry.contentType), body: text)
    }

    private func respond(_ response: ResponseWriter, _ status: HTTPStatus, _ text: String) async {
        await response.respond(status, Self.fields("text/plain; charset=utf-8"), body: Array(text.utf8))
    }

    private func refuse(_ response: ResponseWriter, _ status: HTTPStatus, _ detail: String, _ more: [(String, String)] = []) async {
        let body = JSONValue.object(["detail": .string(detail)]).serialized()
        await response.respond(status, Self.fields("application/json") + more, body: body)
    }

    private static func fields(_ type: String) -> [(String, String)] {
        [("Content-Type", type), ("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff")]
    }
}
