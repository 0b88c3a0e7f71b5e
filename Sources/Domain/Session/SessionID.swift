/// A caller's name for a session: 1 to 64 of `A–Z a–z 0–9 _ -`, the first a letter or digit.
///
/// It is safe as a file name, a key and a log field. Source: the hosting contract, `^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$`, full match.
public struct SessionID: Sendable, Hashable, CustomStringConvertible {
    /// The name.
    public let text: String

    /// The id named `text`, or `nil` when it breaks the rule.
    public init?(_ text: String) {
        let bytes = text.utf8
        guard let first = bytes.first, bytes.count <= 64, Self.isAlphanumeric(first) else { return nil }
        guard bytes.allSatisfy({ Self.isAlphanumeric($0) || $0 == 0x5F || $0 == 0x2D }) else { return nil }
        self.text = text
    }

    /// The name.
    public var description: String { text }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
}
