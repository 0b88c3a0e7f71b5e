/// Where a server is: scheme, host, port, and what its paths begin with. Pure.
public struct ServerURL: Sendable, Hashable, CustomStringConvertible {
    /// Whether it is `https`.
    public let isSecure: Bool
    /// The host as it stands in the URL: a name, an IPv4 address, or an IPv6 address in brackets.
    public let host: String
    /// The port, if the URL names one.
    public let port: Int?
    /// What every path begins with: empty, or `/…` without a `/` at its end.
    public let pathPrefix: String

    /// Reads `http://…` or `https://…`; nil for anything else, and for a URL with a user, a query or a fragment.
    public init?(_ text: String) {
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), let mark = text.firstRange(of: "://") else { return nil }
        let scheme = text[..<mark.lowerBound].lowercased()
        let rest = text[mark.upperBound...]
        guard scheme == "http" || scheme == "https", !rest.contains(where: { "?#@\\".contains($0) }) else { return nil }
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        guard let (host, port) = Self.authority(rest[..<slash]) else { return nil }
        isSecure = scheme == "https"
        self.host = host
        self.port = port
        var prefix = String(rest[slash...])
        while prefix.hasSuffix("/") { prefix.removeLast() }
        pathPrefix = prefix
    }

    private static func authority(_ text: Substring) -> (host: String, port: Int?)? {
        let end = text.hasPrefix("[") ? text.firstIndex(of: "]").map { text.index(after: $0) } : text.firstIndex(of: ":") ?? text.endIndex
        guard let end, end > text.startIndex else { return nil }
        let host = text[..<end].lowercased()
        guard end < text.endIndex else { return (host, nil) }
        guard text[end] == ":", let port = UInt16(text[text.index(after: end)...]), port > 0 else { return nil }
        return (host, Int(port))
    }

    /// Whether it is on this machine: `localhost`, 127.0.0.0/8 or ::1.
    public var isLoopback: Bool {
        if host == "localhost" || host == "[::1]" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    /// Scheme, host and port.
    public var origin: String { (isSecure ? "https://" : "http://") + host + (port.map { ":\($0)" } ?? "") }

    /// The URL, without a `/` at its end.
    public var description: String { origin + pathPrefix }
}
