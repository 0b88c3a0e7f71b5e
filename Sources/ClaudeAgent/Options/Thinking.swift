/// How much the model thinks before it answers (protocol notes 2.1).
public enum Thinking: Sendable, Hashable {
    /// The model decides: `--thinking adaptive`.
    case adaptive(display: ThinkingDisplay?)
    /// At most this many tokens: `--max-thinking-tokens N`.
    case enabled(budgetTokens: Int, display: ThinkingDisplay?)
    /// None: `--thinking disabled`.
    case disabled
}

/// Whether thinking is shown in the messages.
public enum ThinkingDisplay: String, Sendable, Hashable, CaseIterable {
    /// A summary of it.
    case summarized
    /// Nothing of it.
    case omitted
}

/// How hard the model tries: `--effort`.
public enum Effort: String, Sendable, Hashable, CaseIterable {
    /// Fewest tokens.
    case low
    /// Between low and high.
    case medium
    /// The usual level of most models.
    case high
    /// Above high.
    case xhigh
    /// All it has.
    case max
}
