import JSON

extension AgentOptions {
    func appendStart(to list: inout ArgumentList) throws(AgentError) {
        switch start {
        case .new(let id): try list.bound("--session-id", id)
        case .resume(let id, let fork, _, _): try appendResume(id, fork, to: &list)
        case .resumeTitled(let title, let fork): try appendResume(title, fork, to: &list)
        case .continueLatest(let fork):
            list.flag("--continue")
            try list.bound("--session-id", fork.sessionID)
        }
    }

    private func appendResume(_ value: String, _ fork: SessionStart.Fork, to list: inout ArgumentList) throws(AgentError) {
        try list.bound("--resume", value)
        try list.bound("--session-id", fork.sessionID)
    }

    func appendSettings(to list: inout ArgumentList, _ files: LaunchFiles) throws(AgentError) {
        try list.option("--settings", settingsText(files))
        for directory in additionalDirectories { try list.option("--add-dir", directory) }
    }

    func appendMCP(to list: inout ArgumentList, _ files: LaunchFiles) throws(AgentError) {
        if case .file(let path) = mcpServers { return try list.option("--mcp-config", path) }
        guard let configuration = mcpServers.configuration else { return }
        if let path = files.mcpConfigurationPath { return try list.option("--mcp-config", path) }
        if let name = mcpServers.nameWithSecrets {
            throw .invalidOption(
                "mcpServers",
                "server '\(name)' has headers or environment values, which every user could read in the process list; write "
                    + "mcpConfigurationToWrite to a private file and pass its path in LaunchFiles"
            )
        }
        try list.option("--mcp-config", JSONValue.object(configuration).serializedString())
    }

    func appendReports(to list: inout ArgumentList) throws(AgentError) {
        list.flag("--include-partial-messages", if: includesPartialMessages)
        list.flag("--include-hook-events", if: includesHookEvents)
        list.flag("--strict-mcp-config", if: usesOnlyGivenMCPServers)
        list.flag("--fork-session", if: start.forks)
        if case .resume(_, _, let at, let dropsTurn) = start {
            try list.bound("--resume-session-at", at)
            try list.bound("--resume-drops-turn", dropsTurn)
        }
        list.flag("--session-mirror", if: mirrorsTranscript)
    }

    func appendOrigins(to list: inout ArgumentList) throws(AgentError) {
        if let sources = effectiveSettingSources {
            try list.bound("--setting-sources", sources.map(\.rawValue).joined(separator: ","))
        }
        for case .local(let path) in plugins { try list.option("--plugin-dir", path) }
    }
}

extension SessionStart {
    var forks: Bool {
        switch self {
        case .new: false
        case .resume(_, let fork, _, _), .resumeTitled(_, let fork), .continueLatest(let fork): fork != .no
        }
    }
}

extension SessionStart.Fork {
    var sessionID: String? {
        guard case .id(let id) = self else { return nil }
        return id
    }
}
