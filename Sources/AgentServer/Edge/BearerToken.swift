internal import ClaudeAgent
internal import Domain

/// The one token that callers must show.
struct BearerToken: Sendable {
    private let header: AccessKey

    init(_ token: Secret) { header = AccessKey("Bearer \(token.reveal())") }

    /// Whether a header's whole value is `Bearer <token>`.
    func accepts(_ header: String?) -> Bool { header.map(self.header.accepts) ?? false }
}
