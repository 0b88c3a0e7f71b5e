internal import EventLoop

/// Whether the public API under `/v1` is served.
public enum ManagedAgentsMode: String, Sendable, Hashable, CaseIterable {
    /// Where strangers cannot reach it.
    case auto
    /// Or the server does not start.
    case on
    case off

    /// What is decided by the addresses and the token.
    enum Decision: Hashable {
        case served
        /// Not, though nobody has switched it off.
        case closed
        case off
    }

    /// Without a token, whoever reaches it is let in: so it is served only where that takes this machine.
    ///
    /// - Throws: `ServerError` where it is asked for and may not be.
    func decide(hasToken: Bool, listen: [SocketAddress]) throws(ServerError) -> Decision {
        guard self != .off else { return .off }
        let strangers = listen.filter { !$0.isLoopback }
        guard !hasToken, let stranger = strangers.first else { return .served }
        guard self == .on else { return .closed }
        throw ServerError(
            .managedAgents,
            "/v1 would be open to everybody who reaches \(stranger); set AGENT_AUTH_TOKEN, listen on loopback or a Unix socket only, "
                + "or leave --managed-agents at auto"
        )
    }
}
