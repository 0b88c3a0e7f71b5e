internal import ClaudeAgent

/// The one token that callers must show, compared in a time that does not tell how much of it was right.
struct BearerToken: Sendable {
    private let expected: [UInt8]

    init(_ token: Secret) { expected = Array("Bearer \(token.reveal())".utf8) }

    /// Whether a header's whole value is `Bearer <token>`.
    func accepts(_ header: String?) -> Bool {
        guard let header else { return false }
        let shown = Array(header.utf8)
        // Every byte of what was shown is looked at, whatever the lengths.
        var difference = UInt8(shown.count == expected.count ? 0 : 1)
        for (index, byte) in shown.enumerated() { difference |= byte ^ expected[index % expected.count] }
        return difference == 0
    }
}
