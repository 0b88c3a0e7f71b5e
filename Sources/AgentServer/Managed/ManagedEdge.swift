internal import HTTP
internal import JSON
internal import ManagedAgents

/// Where /v1 meets the network: which requests are its own, and which web pages may ask.
struct ManagedEdge: Sendable {
    let service: ManagedService
    let browsers: BrowserGuard
    let metrics: ServerMetrics

    /// Whether a path is answered here.
    static func serves(_ path: Substring) -> Bool { path.hasPrefix("/v1/") || path == "/v1" || path == "/openapi.json" }

    /// Answers one request.
    ///
    /// - Throws: What `ManagedService` throws.
    func handle(_ request: HTTPRequest, _ response: ResponseWriter) async throws {
        let fields = browsers.answerFields(request.fields)
        do throws(BrowserGuard.Refusal) { try browsers.check(request.fields) } catch {
            let refusal = ManagedError(error.status, "permission_error", error.detail)
            let body = refusal.body(requestID: ManagedSources().makeID(.request)).serialized()
            return await response.respond(error.status, [("Content-Type", "application/json")] + fields, body: body)
        }
        if request.method == .options, case let preflight = browsers.managedPreflightFields(request.fields), !preflight.isEmpty {
            return await response.respond(.noContent, preflight)
        }
        let start = ContinuousClock.now
        var route: String?
        defer {
            let status = response.status ?? .internalServerError
            metrics.requests.answered(route, request.method, status, after: ContinuousClock.now - start)
        }
        route = try await service.handle(request, response, fields: fields)
    }
}

extension BrowserGuard {
    /// Fields that answer an allowed page's question before its real request to /v1.
    func managedPreflightFields(_ fields: HTTPFields) -> [(String, String)] {
        let allowed = answerFields(fields)
        guard !allowed.isEmpty else { return [] }
        let names = "authorization, x-api-key, content-type, anthropic-version, anthropic-beta, idempotency-key, last-event-id"
        return allowed + [
            ("Access-Control-Allow-Methods", "GET, POST, DELETE"), ("Access-Control-Allow-Headers", names),
            ("Access-Control-Max-Age", "600"),
        ]
    }
}
