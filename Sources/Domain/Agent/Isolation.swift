/// What stands between an agent's tools and the machine, as the operator names it.
public enum Isolation: String, Sendable, Hashable, CaseIterable {
    /// Nothing was named: agents with dangerous tools are refused.
    case unnamed
    /// The operator's own machine, knowingly without a wall.
    case none
    /// The server runs in a container that holds only this agent's sessions.
    case container

    /// Whether tools that run programs or write files may be enabled.
    public var allowsDangerousTools: Bool { self != .unnamed }
}
