/// A key that callers must show, compared in a time that does not tell how much of it was right. Printing it shows a placeholder.
public struct AccessKey: Sendable, CustomStringConvertible, CustomReflectable {
    private let expected: [UInt8]

    /// The key with this text.
    public init(_ text: String) { expected = Array(text.utf8) }

    /// Whether `shown` is the key. An empty key is nobody's.
    public func accepts(_ shown: some StringProtocol) -> Bool {
        guard !expected.isEmpty else { return false }
        let shown = Array(shown.utf8)
        // Every byte of what was shown is looked at, whatever the lengths.
        var difference = UInt8(shown.count == expected.count ? 0 : 1)
        for (index, byte) in shown.enumerated() { difference |= byte ^ expected[index % expected.count] }
        return difference == 0
    }

    /// `<redacted>`.
    public var description: String { "<redacted>" }
    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
