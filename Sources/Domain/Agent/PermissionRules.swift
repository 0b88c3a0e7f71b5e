/// Rules about tools, as the CLI takes them.
public struct PermissionRules: Sendable, Hashable {
    /// Calls that run.
    public var allowed: [String] = []
    /// Calls that somebody is asked about; these rules win over the ones that allow.
    public var asked: [String] = []
    /// Calls that are refused, and MCP tools that are switched off.
    public var denied: [String] = []

    /// No rules.
    public init() {}

    mutating func add(_ rule: String, _ policy: PermissionPolicy) {
        switch policy {
        case .alwaysAllow: allowed.append(rule)
        case .alwaysAsk, .auto: asked.append(rule)
        }
    }
}
