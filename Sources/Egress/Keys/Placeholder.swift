/// The key that an agent process holds instead of a real one. It opens the proxy that made it, for one session, until it is revoked.
///
/// Printing it shows a placeholder's placeholder: whoever has the text can spend the session's budget.
public struct Placeholder: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// `sk-ant-roost-` and 64 hex digits; for the agent's environment and nowhere else.
    public let text: String

    static let prefix = "sk-ant-roost-"

    /// A key of 256 random bits.
    init(using randomness: inout some RandomNumberGenerator) {
        let words = (0..<4).map { _ in String(randomness.next() as UInt64, radix: 16) }
        text = Self.prefix + words.map { String(repeating: "0", count: 16 - $0.utf8.count) + $0 }.joined()
    }

    /// `<placeholder>`.
    public var description: String { "<placeholder>" }
    /// `<placeholder>`.
    public var debugDescription: String { description }
    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
