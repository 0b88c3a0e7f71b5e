public import EventLoop
public import HTTPSClient

extension ModelProxy {
    /// Where the proxy listens, whom it calls, with what, and its bounds.
    public struct Configuration: Sendable {
        /// The model API · for example `https://api.anthropic.com`; may have a path that every path begins with.
        public var upstream: ServerURL
        /// What the API is shown.
        public var credential: UpstreamCredential
        /// Where to listen · default 127.0.0.1 and any port · a loopback address or a Unix socket.
        public var address = SocketAddress.ipv4(host: "127.0.0.1", port: 0)
        /// How the API is reached: trusted certificates, proxies, deadlines.
        public var client = HTTPSClientConfiguration()
        /// What calls cost.
        public var prices = PriceList.published
        /// The bounds.
        public var limits = Limits()

        /// Calls to `upstream` with `credential`.
        /// - Parameter environment: Where `SSL_CERT_FILE`, `SSL_CERT_DIR`, `HTTPS_PROXY` and `NO_PROXY` are looked up.
        public init(upstream: ServerURL, credential: UpstreamCredential, environment: [String: String] = [:]) {
            self.upstream = upstream
            self.credential = credential
            client.trust = TrustStore(environment: environment)
            client.proxies = ProxySettings(environment: environment)
        }
    }

    /// Bounds of the proxy.
    public struct Limits: Sendable {
        /// Bytes of a request's body · default 32 MiB, as the API's own · above it 413.
        public var bodyBytes = 32 << 20
        /// Bytes of the bodies of all calls under way · default 256 MiB · above it 429. A call without a length counts as the largest.
        public var bodyBytesInAll = 256 << 20
        /// Calls under way for one key · default 32 · above it 429.
        public var callsPerSession = 32
        /// Calls under way in all · default 256 · above it 429.
        public var calls = 256
        /// Connections of callers · default 1,024 · above it 503.
        public var connections = 1024
        /// Whether keys that are bound to no session may call · default false: 403.
        public var servesUnbound = false

        /// The defaults.
        public init() {}
    }
}
