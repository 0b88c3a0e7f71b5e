internal import ClaudeAgent
internal import Telemetry

/// A turn that has been accepted and waits or runs.
struct TurnRequest: Sendable {
    /// What was asked; none for a turn that the agent has begun by itself.
    let prompt: AcceptedPrompt?
    /// The trace that its caller is in.
    let trace: TraceContext?
    /// Tells of it, with the ids of request, session and turn.
    let log: Logger
    /// When it was accepted, since the server's start: before that for one that an earlier server accepted; none when nobody knows, or
    /// nobody has asked.
    let time: Duration?
}
