internal import EventLoop

/// Where the server under test is: `http://ADDRESS:PORT`.
public struct BaseURL: Sendable, CustomStringConvertible {
    let address: SocketAddress

    /// Reads `http://127.0.0.1:8000`, `http://localhost:8000` or `http://[::1]:8000`.
    ///
    /// - Throws: `ContractError` with code `usage` for anything else: names are not looked up, paths and TLS are not spoken.
    public init(_ text: String) throws(ContractError) {
        let scheme = "http://"
        guard text.hasPrefix(scheme) else { throw Self.refusal(text) }
        let authority = text.dropFirst(scheme.count).split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard authority.count == 1 || authority[1].isEmpty, let colon = authority[0].lastIndex(of: ":") else { throw Self.refusal(text) }
        var host = authority[0][..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        guard let port = Int(authority[0][authority[0].index(after: colon)...]), port > 0,
            let address = try? SocketAddress.ip(host: String(host), port: port)
        else { throw Self.refusal(text) }
        self.address = address
    }

    private static func refusal(_ text: String) -> ContractError {
        ContractError(.usage, "\(text) is no base URL: give http://ADDRESS:PORT with a numeric address or localhost, and no path")
    }

    /// The URL without a slash at the end.
    public var description: String { "http://\(address)" }
}
