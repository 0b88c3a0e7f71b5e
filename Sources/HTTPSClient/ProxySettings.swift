/// The HTTP proxies between here and the servers. Pure.
public struct ProxySettings: Sendable, Hashable {
    /// For `https` servers: `http://host:port`, with `user:password@` if need be.
    private let secure: String
    /// For `http` servers.
    private let plain: String
    /// Hosts that are reached without, separated by commas; `*` for all.
    let exceptions: String

    /// No proxies.
    public init() { self.init(environment: [:]) }

    /// What the customary variables say: `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` in either case, and `http_proxy`, in small letters
    /// only: a web server's `HTTP_PROXY` is a field of somebody's request.
    public init(environment: [String: String]) {
        func value(_ names: String...) -> String {
            for name in names { if let value = environment[name], !value.isEmpty { return value } }
            return ""
        }
        secure = value("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")
        plain = value("http_proxy", "all_proxy", "ALL_PROXY")
        exceptions = value("no_proxy", "NO_PROXY")
    }

    /// The proxy for a server; empty for none. This machine is never reached through one.
    func proxy(for server: ServerURL) -> String {
        if server.isLoopback { return "" }
        return server.isSecure ? secure : plain
    }
}
