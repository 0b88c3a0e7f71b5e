internal import HTTP

/// Keeps web pages from driving the server: a page that a person visits can reach loopback and private addresses too.
struct BrowserGuard: Sendable {
    /// What is wrong with a request, as status and detail.
    struct Refusal: Error, Hashable {
        let status: HTTPStatus
        let detail: String
    }

    /// Whether the server can be reached from this machine only; then names in `Host` are checked against DNS rebinding.
    let isLoopback: Bool
    let allowedHosts: [String]
    let allowedOrigins: [String]

    private static let ownNames = ["localhost", "127.0.0.1", "[::1]"]

    /// Checks the head of any request.
    func check(_ request: HTTPRequest) throws(Refusal) {
        let host = request.fields["host"] ?? ""
        if isLoopback, !isOwn(host) {
            throw Refusal(status: .forbidden, detail: "host not allowed; name it with --allowed-host")
        }
        guard let origin = request.fields["origin"] else { return }
        guard allowedOrigins.contains(origin) || origin == "http://\(host)" || origin == "https://\(host)" else {
            throw Refusal(status: .forbidden, detail: "origin not allowed; name it with --cors-origin")
        }
    }

    /// Checks the content type of a POST: a page can send other types without asking first.
    func checkContentType(_ request: HTTPRequest) throws(Refusal) {
        guard isLoopback else { return }
        let type = (request.fields["content-type"] ?? "").prefix { $0 != ";" }.filter { $0 != " " }.lowercased()
        guard type == "application/json" else {
            throw Refusal(status: .unsupportedMediaType, detail: "content-type must be application/json")
        }
    }

    private func isOwn(_ host: String) -> Bool {
        let name = Self.withoutPort(host.lowercased())
        return Self.ownNames.contains(name) || allowedHosts.contains { $0.lowercased() == name || $0.lowercased() == host.lowercased() }
    }

    private static func withoutPort(_ host: String) -> String {
        guard let colon = host.lastIndex(of: ":"), host.index(after: colon) < host.endIndex else { return host }
        let isPort = host[host.index(after: colon)...].allSatisfy { $0.isASCII && $0.isNumber }
        return isPort ? String(host[..<colon]) : host
    }

    /// Fields that let an allowed page read the answer.
    func answerFields(_ request: HTTPRequest) -> [(String, String)] {
        guard let origin = request.fields["origin"], allowedOrigins.contains(origin) else { return [] }
        return [("Access-Control-Allow-Origin", origin), ("Vary", "Origin")]
    }

    /// Fields that answer an allowed page's question before its real request.
    func preflightFields(_ request: HTTPRequest) -> [(String, String)] {
        let allowed = answerFields(request)
        guard !allowed.isEmpty else { return [] }
        return allowed + [
            ("Access-Control-Allow-Methods", "GET, POST"), ("Access-Control-Allow-Headers", "authorization, content-type, traceparent"),
            ("Access-Control-Max-Age", "600"),
        ]
    }
}
