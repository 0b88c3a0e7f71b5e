public import Domain

/// What one session may come to in all; its next prompt is then refused.
public struct SessionLimits: Sendable, Hashable {
    /// Cost by list prices · `--max-session-cost` · default none · 402.
    public var cost: USD?
    /// Turns · `--max-session-turns` · default none · 403.
    public var turns: Int?
    /// Time since its first prompt · `--max-session-time` · default none · 403.
    public var time: Duration?

    /// No limits.
    public init() {}
}
