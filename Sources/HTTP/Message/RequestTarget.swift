/// What a request line asks for, in its three allowed forms (RFC 9112, section 3.2): `/path?query`, `http://host/path?query`
/// as sent to proxies, and `*` with OPTIONS.
package struct RequestTarget: Sendable {
    /// As on the wire.
    package let text: String
    /// The part up to a `?`, without scheme and host, not decoded.
    package let path: Substring
    /// What follows the `?`, not decoded; empty without one.
    package let query: Substring

    /// `nil` when `text` has none of the forms.
    init?(_ text: String, method: HTTPMethod) {
        guard let origin = Self.originForm(of: text, method) else { return nil }
        self.text = text
        let mark = origin.utf8.firstIndex(of: 0x3F) ?? origin.endIndex
        path = origin[..<mark]
        query = mark == origin.endIndex ? "" : origin[origin.utf8.index(after: mark)...]
    }

    private static func originForm(of text: String, _ method: HTTPMethod) -> Substring? {
        if text.utf8.first == 0x2F { return text[...] }
        if text == "*" { return method == .options ? text[...] : nil }
        let scheme = ["http://", "https://"].first { text.utf8.prefix($0.utf8.count).elementsEqual($0.utf8, by: Self.isSameLetter) }
        guard let scheme else { return nil }
        let rest = text.dropFirst(scheme.count)
        let end = rest.utf8.firstIndex { $0 == 0x2F || $0 == 0x3F } ?? rest.endIndex
        guard end > rest.startIndex else { return nil }
        return rest.utf8[end...].first == 0x2F ? rest[end...] : "/" + rest[end...]
    }

    /// Compares a byte with one of a lower-case text, without case.
    private static func isSameLetter(_ byte: UInt8, _ lower: UInt8) -> Bool {
        byte == lower || ((0x41...0x5A).contains(byte) && byte | 0x20 == lower)
    }
}
