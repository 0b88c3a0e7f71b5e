internal import ClaudeAgent

/// Whom an agent process works for.
protocol AgentOwner: AnyObject, Sendable {
    /// The process has sent a frame. The next one waits until this returns.
    func receive(_ event: SessionEvent, from agent: LiveAgent) async

    /// The process has gone, with all its descendants. Called once, and last.
    func ended(_ agent: LiveAgent, _ failure: (any Error)?) async
}
