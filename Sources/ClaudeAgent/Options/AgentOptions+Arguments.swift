import JSON

extension AgentOptions {
    /// The command line after the program's name, in the order of protocol notes 2.1.
    ///
    /// Always stream-json both ways, never a prompt.
    /// - Throws: ``AgentError/Code/invalidOption`` when options contradict each other or cannot be used.
    public func arguments(files: LaunchFiles = LaunchFiles()) throws(AgentError) -> [String] {
        try validate()
        var list = ArgumentList()
        list.flag("--output-format")
        list.flag("stream-json")
        list.flag("--verbose")
        try appendPrompt(to: &list, files)
        try appendTools(to: &list)
        try appendModel(to: &list)
        try appendPermissions(to: &list)
        try appendStart(to: &list)
        try appendSettings(to: &list, files)
        try appendMCP(to: &list, files)
        try appendReports(to: &list)
        try appendOrigins(to: &list)
        try appendLaunch(to: &list)
        try appendExtras(to: &list)
        try appendThinking(to: &list)
        list.flag("--input-format")
        list.flag("stream-json")
        return list.values
    }
}

extension AgentOptions {
    private func appendPrompt(to list: inout ArgumentList, _ files: LaunchFiles) throws(AgentError) {
        switch systemPrompt {
        case .text where systemPromptToWrite != nil && files.systemPromptPath != nil:
            try list.option("--system-prompt-file", files.systemPromptPath)
        case .empty: try list.option("--system-prompt", "")
        case .text(let text): try list.option("--system-prompt", text)
        case .file(let path): try list.option("--system-prompt-file", path)
        case .preset(let append): try list.option("--append-system-prompt", append)
        case .presetAppendingFile(let path): try list.option("--append-system-prompt-file", path)
        }
    }

    private func appendTools(to list: inout ArgumentList) throws(AgentError) {
        switch tools {
        case .cliDefault: break
        case .none: try list.option("--tools", "")
        case .named(let names): try list.option("--tools", names.joined(separator: ","))
        case .preset: try list.option("--tools", "default")
        }
        try list.list("--allowedTools", effectiveAllowedTools)
        try list.option("--max-turns", maxTurns.map(String.init))
        try list.option("--max-budget-usd", maxBudgetUSD.map { "\($0)" })
        try list.list("--disallowedTools", disallowedTools)
        try list.option("--task-budget", taskBudget.map(String.init))
    }

    private func appendModel(to list: inout ArgumentList) throws(AgentError) {
        try list.option("--model", model)
        try list.list("--fallback-model", fallbackModels)
        try list.list("--betas", betas)
    }

    private func appendPermissions(to list: inout ArgumentList) throws(AgentError) {
        try list.option("--permission-prompt-tool", canUseTool == nil ? permissionPromptToolName : "stdio")
        try list.option("--permission-mode", permissionMode?.rawValue)
    }

    /// Skills need the `Skill` tool, each under its own rule when they are named.
    var effectiveAllowedTools: [String] {
        let rules: [String] =
            switch skills {
            case nil: []
            case .all: ["Skill"]
            case .named(let names): names.map { "Skill(\($0))" }
            }
        return allowedTools + rules.filter { !allowedTools.contains($0) }
    }

    /// Skills live in settings folders, so choosing some turns those on.
    var effectiveSettingSources: [SettingSource]? {
        settingSources ?? (skills == nil ? nil : [.user, .project])
    }
}
