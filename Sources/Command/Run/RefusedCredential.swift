public import ClaudeAgent

/// Notices early that the API does not accept the credential, which the CLI would try for a quarter of a minute longer.
public struct RefusedCredential: Sendable {
    private var refusals = 0

    /// One refusal may be a slip of a proxy; nobody's key becomes right by a third try.
    private static let bound = 2

    /// Nothing has been refused.
    public init() {}

    /// Takes in a frame.
    ///
    /// - Throws: `CommandError` at the second refusal in a row.
    public mutating func receive(_ message: AgentMessage) throws(CommandError) {
        guard case .system(let system) = message.kind, case .apiRetry(let retry) = system.details else { return }
        guard let status = retry.errorStatus, status == 401 || status == 403 else { return refusals = 0 }
        refusals += 1
        guard refusals >= Self.bound else { return }
        let words = retry.error.map { ", \($0)" } ?? ""
        throw CommandError(
            .permission,
            Activity.failure("Invalid API key: the API answered \(status)\(words); check the credential and ANTHROPIC_BASE_URL"),
            isWholeLine: true
        )
    }
}
