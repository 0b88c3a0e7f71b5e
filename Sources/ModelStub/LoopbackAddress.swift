public import EventLoop

/// An address that only this machine can reach: all the offline model ever listens on.
///
/// The stub accepts any key and runs whatever tools a prompt names, so it must never be offered to a network.
public enum LoopbackAddress: Sendable, Hashable {
    /// A TCP port on a loopback address; port 0 lets the system choose.
    case tcp(host: String, port: Int)
    /// A Unix socket.
    case unix(path: String)

    /// Reads `HOST:PORT`, `[::1]:PORT`, `unix:PATH` or an absolute path.
    ///
    /// `localhost` becomes `127.0.0.1`, so that a changed hosts file cannot move it.
    /// - Throws: `ModelStubError` with code `address` when the host is not loopback or the text cannot be read.
    public init(_ text: String) throws(ModelStubError) {
        if let path = Self.socketPath(in: text) {
            self = try Self.socket(path)
            return
        }
        guard let colon = text.lastIndex(of: ":"), let port = Self.port(text[text.index(after: colon)...]) else {
            throw Self.unreadable(text)
        }
        guard let host = Self.loopbackHost(String(text[..<colon])) else { throw Self.notLoopback(text) }
        self = .tcp(host: host, port: port)
    }

    /// The same address for a listener.
    public var socketAddress: SocketAddress {
        switch self {
        case .tcp("::1", let port): .ipv6(host: "::1", port: port)
        case .tcp(let host, let port): .ipv4(host: host, port: port)
        case .unix(let path): .unix(path: path)
        }
    }

    private static func socketPath(in text: String) -> String? {
        if text.hasPrefix("unix:") { return String(text.dropFirst(5)) }
        return text.hasPrefix("/") ? text : nil
    }

    /// `sun_path` holds 108 bytes with its closing zero.
    private static func socket(_ path: String) throws(ModelStubError) -> Self {
        guard path.hasPrefix("/"), path.utf8.count < 108, !path.utf8.contains(0) else {
            throw ModelStubError(
                .address,
                "Cannot listen on the Unix socket \"\(path)\": give an absolute path shorter than 108 bytes, for example unix:/tmp/model.sock."
            )
        }
        return .unix(path: path)
    }

    private static func loopbackHost(_ host: String) -> String? {
        switch host.lowercased() {
        case "localhost": "127.0.0.1"
        case "[::1]", "[0:0:0:0:0:0:0:1]": "::1"
        default: isLoopbackIPv4(host) ? host : nil
        }
    }

    /// Four plain decimal numbers, the first of them 127: shorter or octal spellings are read differently by different programs.
    private static func isLoopbackIPv4(_ host: String) -> Bool {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { decimal($0, upTo: 255) != nil }
    }

    private static func port(_ text: Substring) -> Int? {
        decimal(text, upTo: 65_535)
    }

    private static func decimal(_ text: Substring, upTo bound: Int) -> Int? {
        let isPlain = !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) } && (text.count == 1 || text.first != "0")
        guard isPlain, let value = Int(text), value <= bound else { return nil }
        return value
    }

    private static func unreadable(_ text: String) -> ModelStubError {
        ModelStubError(
            .address,
            "Cannot read the listen address \"\(text)\": give HOST:PORT with a port from 0 to 65535, for example 127.0.0.1:8787, or unix:/path."
        )
    }

    private static func notLoopback(_ text: String) -> ModelStubError {
        ModelStubError(
            .address,
            """
            Refused to listen on "\(text)": the model stub takes any key and serves this machine only. \
            Use 127.0.0.1, [::1], localhost or a Unix socket.
            """
        )
    }
}
