/// The HTTP proxies between here and the servers. Pure.
public struct ProxySettings: Sendable, Hashable {
    /// For `https` servers: `http://host:port`, with `user:password@` if need be.
    private let secure: ProxyAddress
    /// For `http` servers.
    private let plain: ProxyAddress
    /// Hosts that are reached without, separated by commas; `*` for all.
    let exceptions: String

    /// No proxies.
    public init() { self.init(environment: [:]) }

    /// What the customary variables say: `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY` in either case, and `http_proxy`, in small letters
    /// only: a web server's `HTTP_PROXY` is a field of somebody's request.
    public init(environment: [String: String]) {
        func value(_ names: String...) -> ProxyAddress {
            for name in names { if let value = environment[name], !value.isEmpty { return ProxyAddress(text: value, variable: name) } }
            return .none
        }
        secure = value("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")
        plain = value("http_proxy", "all_proxy", "ALL_PROXY")
        exceptions = value("no_proxy", "NO_PROXY").text
    }

    /// The proxy for a server; empty for none. This machine is never reached through one.
    ///
    /// - Throws: `HTTPSError` with code `unavailable`, which names the variable alone: libcurl's own words would have the password.
    func proxy(for server: ServerURL) throws(HTTPSError) -> ProxyAddress {
        if server.isLoopback { return .none }
        let proxy = server.isSecure ? secure : plain
        guard proxy.text.isEmpty || proxy.isUsable else {
            throw HTTPSError(
                .unavailable,
                "talk to \(server.origin): what \(proxy.variable) says is no proxy's address; write http://host:port or "
                    + "http://user:password@host:port, with special characters of the password percent-encoded (%23 for #)"
            )
        }
        return proxy
    }
}
