/// The options that the real program knows; any other ends it.
enum KnownOption {
    /// How many values follow an option.
    enum Arity {
        case none, one, optional, many
    }

    static func arity(of name: String) -> Arity? {
        if flags.contains(name) { return Arity.none }
        if single.contains(name) { return .one }
        if several.contains(name) { return .many }
        return ["resume", "debug"].contains(name) ? .optional : nil
    }

    /// `--name` or a short form as the long name without dashes.
    static func longName(of word: String) -> String {
        let short = ["-v": "version", "-p": "print", "-c": "continue", "-r": "resume", "-d": "debug"]
        return short[word] ?? String(word.drop { $0 == "-" })
    }

    private static let flags: Set = [
        "version", "print", "verbose", "continue", "fork-session", "session-mirror", "include-partial-messages", "include-hook-events",
        "strict-mcp-config", "await-claim", "await-initialize", "no-session-persistence", "bare", "disable-slash-commands",
        "replay-user-messages", "dangerously-skip-permissions", "allow-dangerously-skip-permissions", "debug-to-stderr",
    ]

    private static let single: Set = [
        "output-format", "input-format", "system-prompt", "append-system-prompt", "system-prompt-file", "append-system-prompt-file",
        "max-turns", "max-budget-usd", "task-budget", "model", "fallback-model", "permission-prompt-tool", "permission-prompts",
        "permission-mode", "session-id", "settings", "managed-settings", "resume-session-at", "resume-drops-turn", "setting-sources",
        "plugin-dir", "thinking", "max-thinking-tokens", "thinking-display", "effort", "json-schema", "agent", "agents", "debug-file",
        "project-config-root",
    ]

    private static let several: Set = [
        "tools", "allowedTools", "disallowedTools", "allowed-tools", "disallowed-tools", "add-dir", "mcp-config", "betas",
    ]
}
