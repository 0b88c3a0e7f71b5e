internal import EventLoop
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
    private let names: Set<String>
    private let allowedOrigins: [String]

    /// A guard for a server that listens on these addresses.
    init(listening: [SocketAddress], allowedHosts: [String], allowedOrigins: [String]) {
        let numeric = listening.filter { $0.port != nil }
        isLoopback = !numeric.isEmpty && numeric.allSatisfy(\.isLoopback)
        names = Set(["localhost", "127.0.0.1", "[::1]"] + numeric.map { Self.withoutPort("\($0)") } + allowedHosts.map { $0.lowercased() })
        self.allowedOrigins = allowedOrigins
    }

    /// Checks the head of any request.
    func check(_ fields: HTTPFields) throws(Refusal) {
        // Every browser sends it; HTTP/1.0 programs need not.
        let host = fields["host"]?.lowercased()
        if isLoopback, let host, !isOwn(host) {
            throw Refusal(status: .forbidden, detail: "host not allowed; name it with --allowed-host")
        }
        // The server shows no pages, so no page is its own: a name that was bound anew to this address would look like one.
        guard let origin = fields["origin"] else { return }
        guard allowedOrigins.contains(origin) else {
            throw Refusal(status: .forbidden, detail: "origin not allowed; name it with --cors-origin")
        }
    }

    /// Checks the content type of a POST: a page can send other types without asking first.
    func checkContentType(_ fields: HTTPFields) throws(Refusal) {
        guard isLoopback else { return }
        let type = (fields["content-type"] ?? "").prefix { $0 != ";" }.filter { $0 != " " && $0 != "\t" }.lowercased()
        guard type == "application/json" else {
            throw Refusal(status: .unsupportedMediaType, detail: "content-type must be application/json")
        }
    }

    private func isOwn(_ host: String) -> Bool { names.contains(Self.withoutPort(host)) || names.contains(host) }

    private static func withoutPort(_ host: String) -> String {
        guard let colon = host.utf8.lastIndex(of: UInt8(ascii: ":")), host.utf8.index(after: colon) < host.endIndex else { return host }
        let isPort = host.utf8[host.utf8.index(after: colon)...].allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        return isPort ? String(host[..<colon]) : host
    }

    /// Fields that let an allowed page read the answer.
    func answerFields(_ fields: HTTPFields) -> [(String, String)] {
        guard let origin = fields["origin"], allowedOrigins.contains(origin) else { return [] }
        return [("Access-Control-Allow-Origin", origin), ("Vary", "Origin")]
    }

    /// What pages may send.
    struct Allowance: Sendable {
        let methods: String
        let headers: String

        /// To the contract.
        static let contract = Allowance(methods: "GET, POST", headers: "authorization, content-type, traceparent")
        /// To the public API; its clients say in many fields what they are.
        static let managed = Allowance(
            methods: "GET, POST, DELETE",
            headers:
                "authorization, content-type, x-api-key, anthropic-version, anthropic-beta, anthropic-dangerous-direct-browser-access, "
                + "idempotency-key, last-event-id, x-stainless-lang, x-stainless-os, x-stainless-arch, x-stainless-runtime, "
                + "x-stainless-runtime-version, x-stainless-package-version, x-stainless-retry-count, x-stainless-timeout, x-stainless-helper"
        )
    }

    /// Fields that answer an allowed page's question before its real request.
    func preflightFields(_ fields: HTTPFields, _ allowance: Allowance = .contract) -> [(String, String)] {
        let allowed = answerFields(fields)
        guard !allowed.isEmpty else { return [] }
        return allowed + [
            ("Access-Control-Allow-Methods", allowance.methods), ("Access-Control-Allow-Headers", allowance.headers),
            ("Access-Control-Max-Age", "600"),
        ]
    }
}
