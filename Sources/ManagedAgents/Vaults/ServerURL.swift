/// The URL of an MCP server in the one form by which credentials are found: scheme and host in lower case, no default port, no slash at the
/// end. Pure.
struct ServerURL: Hashable {
    /// The form.
    let text: String

    /// `nil` for what is no such URL.
    init?(_ text: String) {
        guard text.utf8.count <= 2048, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
        guard let separator = text.firstRange(of: "://") else { return nil }
        let scheme = text[..<separator.lowerBound].lowercased()
        guard let port = ["http": ":80", "https": ":443"][scheme] else { return nil }
        let rest = text[separator.upperBound...]
        var host = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }.lowercased()
        var tail = rest.dropFirst(host.count)
        // A name and a key in a URL would be stored in clear.
        guard !host.isEmpty, !host.contains("@"), !tail.contains("#") else { return nil }
        if host.hasSuffix(port) { host.removeLast(port.count) }
        while tail.last == "/" { tail.removeLast() }
        self.text = "\(scheme)://\(host)\(tail)"
    }
}
