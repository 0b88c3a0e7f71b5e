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
        let fields = browsers.answerFields(request.fields) + exposed(request)
        do throws(BrowserGuard.Refusal) { try browsers.check(request.fields) } catch { return await refuse(error, response, fields) }
        if request.method == .options, case let preflight = browsers.preflightFields(request.fields, .managed), !preflight.isEmpty {
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

    /// What a page may read of the answer's head.
    private func exposed(_ request: HTTPRequest) -> [(String, String)] {
        request.fields["origin"] == nil ? [] : [("Access-Control-Expose-Headers", "request-id, retry-after, x-should-retry")]
    }

    private func refuse(_ refusal: BrowserGuard.Refusal, _ response: ResponseWriter, _ fields: [(String, String)]) async {
        let id = ManagedSources().makeID(.request)
        let error = ManagedError(refusal.status, "permission_error", refusal.detail)
        let head = [("Content-Type", "application/json"), ("request-id", id)] + fields
        await response.respond(refusal.status, head, body: error.body(requestID: id).serialized())
    }
}
