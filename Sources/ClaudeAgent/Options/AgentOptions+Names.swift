import JSON

extension AgentOptions {
    func validateNames() throws(AgentError) {
        let lists = [
            ("allowedTools", allowedTools), ("disallowedTools", disallowedTools), ("betas", betas), ("fallbackModels", fallbackModels),
            ("agents", Array(agents.keys)), ("additionalDirectories", additionalDirectories),
        ]
        for (option, names) in lists where names.contains("") {
            throw .invalidOption(option, "an entry is empty; remove it")
        }
        if case .named(let names) = tools, names.isEmpty || names.contains("") {
            throw .invalidOption("tools", "the list or an entry of it is empty; use .none for no tool")
        }
        if case .named(let servers) = mcpServers, servers.keys.contains("") {
            throw .invalidOption("mcpServers", "a server has no name; name it")
        }
        if case .file(let path) = settings, path.isEmpty || path.hasPrefix("{") {
            throw .invalidOption("settings", "'\(path)' is not the path of a file; use .json for settings themselves")
        }
    }

    static func requireUUID(_ option: String, _ value: String?) throws(AgentError) {
        guard let value, !UUIDText.isValid(value) else { return }
        throw .invalidOption(option, "'\(value.prefix(64))' is not a UUID; pass the id as the CLI reported it")
    }

    static func requireTitle(_ title: String) throws(AgentError) {
        guard let first = title.first, first != "-", !first.isWhitespace else {
            throw .invalidOption("start.resumeTitled", "a title must begin with something other than a dash or a space; resume by id")
        }
    }
}

/// The rule for flags this library does not know.
enum ExtraArgument {
    /// Flags with an option of their own, and those that would end the protocol or widen permissions unseen.
    static let reserved: Set<String> = [
        "output-format", "input-format", "verbose", "print", "system-prompt", "system-prompt-file", "append-system-prompt",
        "append-system-prompt-file", "tools", "allowedTools", "allowed-tools", "max-turns", "max-budget-usd", "disallowedTools",
        "disallowed-tools", "task-budget", "model", "fallback-model", "betas", "permission-prompt-tool", "permission-mode", "continue",
        "resume", "session-id", "settings", "add-dir", "mcp-config", "include-partial-messages", "include-hook-events",
        "strict-mcp-config", "fork-session", "resume-session-at", "resume-drops-turn", "session-mirror", "setting-sources", "plugin-dir",
        "thinking", "max-thinking-tokens", "thinking-display", "effort", "json-schema", "agent", "agents", "no-session-persistence",
        "allow-dangerously-skip-permissions", "dangerously-skip-permissions", "permission-prompts", "managed-settings",
        "project-config-root", "debug", "debug-file", "debug-to-stderr", "await-initialize", "await-claim",
    ]

    static func validate(_ name: String) throws(AgentError) {
        let isWellFormed = name.utf8.first.map(isNameByte) == true && name.utf8.allSatisfy { isNameByte($0) || $0 == UInt8(ascii: "-") }
        guard isWellFormed else {
            throw .invalidOption("extraArguments", "'\(name.prefix(64))' is not the name of a flag; give it without dashes, = and spaces")
        }
        guard !reserved.contains(name) else {
            throw .invalidOption("extraArguments", "--\(name) has an option of its own; set that instead")
        }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        default: false
        }
    }
}
