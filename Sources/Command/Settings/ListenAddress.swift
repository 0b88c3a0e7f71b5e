internal import EventLoop

/// Reads where to listen: `HOST:PORT`, `[::1]:PORT`, `PORT` or `unix:/path`.
enum ListenAddress {
    static let expected = "HOST:PORT with a numeric host, [::1]:PORT, PORT or unix:/path"

    /// The address, with `host` where the text is only a port.
    static func parse(_ text: String, host: String) -> SocketAddress? {
        if text.hasPrefix("unix:") || text.hasPrefix("/") { return socket(String(text.hasPrefix("/") ? text[...] : text.dropFirst(5))) }
        if let port = port(text) { return try? .ip(host: host, port: port) }
        guard let colon = text.lastIndex(of: ":"), let port = port(text[text.index(after: colon)...]) else { return nil }
        let name = text[..<colon]
        guard name.hasPrefix("[") else { return name.contains(":") ? nil : try? .ip(host: String(name), port: port) }
        guard name.hasSuffix("]"), name.contains(":") else { return nil }
        return try? .ip(host: String(name.dropFirst().dropLast()), port: port)
    }

    private static func port(_ text: some StringProtocol) -> Int? {
        ValueText.number(text).flatMap { (0...65_535).contains($0) ? $0 : nil }
    }

    /// `sun_path` holds 108 bytes with its closing zero.
    private static func socket(_ path: String) -> SocketAddress? {
        guard path.hasPrefix("/"), path.utf8.count < 108, !path.utf8.contains(0) else { return nil }
        return .unix(path: path)
    }
}
