/// Which built-in tools exist for the agent at all (protocol notes 2.1, 13.2). What it may do with them is a matter of permissions.
public enum ToolSelection: Sendable, Hashable {
    /// Sends no flag: the CLI decides.
    case cliDefault
    /// No built-in tool: `--tools ''`.
    case none
    /// These tools only.
    case named([String])
    /// Claude Code's default set: `--tools default`. It has no `Glob` and no `Grep`.
    case preset
}
