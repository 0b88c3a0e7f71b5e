internal import EventLoop

/// Whether the public API under `/v1` is served.
public enum ManagedAgentsMode: String, Sendable, Hashable, CaseIterable {
    /// Or the server does not start.
    case on
    case off

    /// Without a token, whoever reaches it is let in: so it is served only where that takes this machine.
    ///
    /// - Throws: `ServerError` where it is wanted and may not be.
    func isServed(hasToken: Bool, listen: [SocketAddress]) throws(ServerError) -> Bool {
        guard self == .on else { return false }
        guard !hasToken, let stranger = listen.first(where: { !$0.isLoopback }) else { return true }
        throw ServerError(
            .managedAgents,
            "/v1 would be open to everybody who reaches \(stranger); set AGENT_AUTH_TOKEN, listen on loopback or a Unix socket only, "
                + "or leave /v1 out with --managed-agents off"
        )
    }
}
