internal import ClaudeAgent

/// Notices early that the API does not accept the credential, which the CLI would try for a quarter of a minute longer. Pure.
struct CredentialWatch: Sendable {
    private var refusals = 0

    /// One refusal may be a slip of a proxy; nobody's key becomes right by a third try.
    private static let bound = 2

    /// Takes in a frame.
    ///
    /// - Throws: `ServerError` at the second refusal in a row.
    mutating func receive(_ message: AgentMessage) throws(ServerError) {
        guard case .system(let system) = message.kind, case .apiRetry(let retry) = system.details else { return }
        guard let status = retry.errorStatus, status == 401 || status == 403 else { return refusals = 0 }
        refusals += 1
        guard refusals >= Self.bound else { return }
        let words = retry.error.map { ", \($0)" } ?? ""
        throw ServerError(
            .credentialRefused,
            "Invalid API key: the API answered \(status)\(words); check the credential and ANTHROPIC_BASE_URL"
        )
    }
}
