/// Where a proxy is, as a customary variable says it. Pure.
struct ProxyAddress: Sendable, Hashable {
    /// The text as libcurl takes it; empty for none.
    let text: String
    /// The variable that said so.
    let variable: String

    static let none = ProxyAddress(text: "", variable: "")
    private static let schemes: Set<Substring> = ["http", "https", "socks4", "socks4a", "socks5", "socks5h"]

    /// Whether libcurl reads it as it is meant: `scheme://user:password@host:port`, of which the host alone must be there.
    var isUsable: Bool {
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { return false }
        if let scheme, !Self.schemes.contains(scheme) { return false }
        let last = rest.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
        guard credentials.allSatisfy({ !"/?#@\\".contains($0) }) else { return false }
        return Self.isServer(last.last == "/" ? last.dropLast() : last)
    }

    /// Whether words about it may hold a part of what opens it.
    func isTold(by words: String) -> Bool {
        guard !credentials.isEmpty else { return false }
        let password = credentials.split(separator: ":", maxSplits: 1).last ?? ""
        return words.contains("@") || words.contains(password)
    }

    private var scheme: Substring? { text.firstRange(of: "://").map { text[..<$0.lowerBound] } }
    private var rest: Substring { text.firstRange(of: "://").map { text[$0.upperBound...] } ?? text[...] }
    private var credentials: Substring { rest.lastIndex(of: "@").map { rest[..<$0] } ?? "" }

    /// `host`, `host:port`, or an address of IPv6 in brackets.
    private static func isServer(_ text: Substring) -> Bool {
        let isBracketed = text.first == "["
        let end = isBracketed ? text.firstIndex(of: "]").map(text.index(after:)) : text.firstIndex(of: ":") ?? text.endIndex
        guard let end else { return false }
        let host = isBracketed ? text[..<end].dropFirst().dropLast() : text[..<end]
        let isHost = !host.isEmpty && host.allSatisfy { $0.isLetter || $0.isNumber || (isBracketed ? ":.%" : ".-_").contains($0) }
        return isHost && isPort(text[end...])
    }

    private static func isPort(_ text: Substring) -> Bool {
        guard !text.isEmpty else { return true }
        return text.first == ":" && text.dropFirst().allSatisfy(\.isNumber) && UInt16(text.dropFirst()).map { $0 > 0 } ?? false
    }
}
