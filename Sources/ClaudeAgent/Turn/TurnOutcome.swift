/// What came of a turn.
public struct TurnOutcome: Sendable, Hashable {
    /// A result and the prompts it answers.
    public struct Answer: Sendable, Hashable {
        /// The result.
        public let result: ResultMessage
        /// The uuids of the prompts it answers; none when the CLI began the turn by itself.
        public let prompts: [String]
    }

    /// The results, in order. Empty when the turn ended without one.
    public let answers: [Answer]
    /// The prompts that are over with this turn, answered or not.
    public let prompts: [String]

    /// The failure of the last result.
    public var failure: AgentError? { answers.last?.result.failure }

    /// The result that answers a prompt.
    public func result(for prompt: String) -> ResultMessage? {
        answers.last { $0.prompts.contains(prompt) }?.result
    }
}
