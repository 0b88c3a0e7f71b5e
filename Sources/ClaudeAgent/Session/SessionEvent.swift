/// One frame of a session, with what it means for the running turn.
public struct SessionEvent: Sendable {
    /// The frame.
    public let message: AgentMessage
    /// What has happened with it: turns beginning and ending, prompts answered, a changed session id.
    public let changes: [TurnState.Action]

    /// The turn that is over with this frame, if one is.
    public var endedTurn: TurnOutcome? {
        for case .ended(let outcome) in changes { return outcome }
        return nil
    }
}
