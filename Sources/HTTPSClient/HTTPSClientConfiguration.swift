/// How a client connects, and its bounds.
public struct HTTPSClientConfiguration: Sendable {
    /// Whose certificates are accepted · default the system's list.
    public var trust = TrustStore()
    /// The proxies on the way · default none.
    public var proxies = ProxySettings()
    /// Connections at once on one loop · default 256 · above it requests wait for one. As many idle ones are kept on all loops together.
    public var connections = 256
    /// For the look-up of the name, the connection and the TLS handshake together · default 10 s.
    public var connectTimeout = Duration.seconds(10)
    /// Without a byte in either direction, unless the caller is the one that is waited for · default 10 min.
    public var idleTimeout = Duration.seconds(600)

    /// The defaults.
    public init() {}
}
