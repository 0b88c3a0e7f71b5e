/// The names that the CLI makes of MCP servers and their tools: `mcp__<server>__<tool>`.
enum RuleName {
    /// Bytes that the Messages API lets the name of a tool have.
    private static let limit = 128

    /// A name as it stands in such a name: whatever is no ASCII letter, digit, `_` or `-` becomes `_`.
    static func text(_ name: String) -> String {
        let units = name.utf16.map { unit -> UInt8 in
            guard let byte = UInt8(exactly: unit) else { return 0x5F }
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D: return byte
            default: return 0x5F
            }
        }
        return String(decoding: units, as: UTF8.self)
    }

    /// All tools of a server.
    static func server(_ server: String) -> String { "mcp__\(server)" }

    /// One tool of a server.
    static func tool(_ tool: String, of server: String) -> String { "mcp__\(server)__\(tool)" }

    /// Takes such a name apart. A server's name may have `__` in it itself: the longest one that fits counts.
    static func split(_ name: String, among servers: some Sequence<String>) -> (server: String, rest: String)? {
        let fitting = servers.filter { name.hasPrefix(tool("", of: $0)) }
        guard let server = fitting.max(by: { $0.utf8.count < $1.utf8.count }) else { return nil }
        return (server, String(name.dropFirst(tool("", of: server).count)))
    }

    /// Whether a tool of one server could be called like a tool of the other.
    static func areConfused(_ left: String, _ right: String) -> Bool {
        let (left, right) = (tool("", of: text(left)), tool("", of: text(right)))
        return left.hasPrefix(right) || right.hasPrefix(left)
    }

    /// A tool's name that fits behind `prefix`: one that is too long is cut, and told from its like by its hash.
    static func fitting(_ name: String, after prefix: String) -> String {
        let room = limit - prefix.utf8.count
        guard name.utf8.count > room else { return name }
        var hash = SHA256()
        hash.update(Array(name.utf8)[...])
        let end = "_" + hash.finishHex().prefix(12)
        return String(decoding: name.utf8.prefix(room - end.utf8.count), as: UTF8.self) + end
    }
}
