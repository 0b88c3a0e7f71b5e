/// How tool calls are decided once hooks and rules are done (protocol notes 6, hosting contract E5).
public enum PermissionMode: String, Sendable, Hashable, CaseIterable {
    /// Rules first, then the callback.
    case `default`
    /// File edits are accepted without asking.
    case acceptEdits
    /// Nothing is changed; the agent plans.
    case plan
    /// Everything that no rule denies is done. Only in an isolated place: see ``AgentOptions/allowsBypassPermissions``.
    case bypassPermissions
    /// What would be asked is denied. With an allow list this is the locked-down form for agents nobody watches.
    case dontAsk
    /// A classifier decides.
    case auto
}
