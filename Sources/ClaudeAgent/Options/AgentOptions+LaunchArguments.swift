import JSON

extension AgentOptions {
    /// Flags that the TypeScript SDK alone sends, and those of warm starts.
    func appendLaunch(to list: inout ArgumentList) throws(AgentError) {
        try list.option("--agent", agent)
        list.flag("--no-session-persistence", if: !persistsSession)
        list.flag("--allow-dangerously-skip-permissions", if: allowsBypassPermissions)
        if refusesPermissionPrompts { try list.option("--permission-prompts", "none") }
        try list.option("--managed-settings", managedSettings.map { JSONValue.object($0).serializedString() })
        try list.option("--project-config-root", projectConfigurationRoot)
        try appendDebug(to: &list)
        list.flag("--await-initialize", if: waitsForInitialize)
        list.flag("--await-claim", if: awaitsClaim)
    }

    /// Without the flag a resumed run may go on before its hooks are known, and they are then never asked.
    var waitsForInitialize: Bool {
        awaitsInitialize ?? (!hooks.isEmpty && !start.isNew)
    }

    private func appendDebug(to list: inout ArgumentList) throws(AgentError) {
        switch debug {
        case .off: break
        case .standardError(let filter):
            if let filter { try list.bound("--debug", filter) } else { list.flag("--debug") }
            list.flag("--debug-to-stderr")
        case .file(let path): try list.option("--debug-file", path)
        }
    }

    func appendExtras(to list: inout ArgumentList) throws(AgentError) {
        for (name, value) in extraArguments.sorted(by: { $0.key < $1.key }) {
            if let value {
                try list.option("--\(name)", value)
            } else {
                list.flag("--\(name)")
            }
        }
    }

    func appendThinking(to list: inout ArgumentList) throws(AgentError) {
        switch thinking {
        case nil: try list.option("--max-thinking-tokens", maxThinkingTokens.map(String.init))
        case .adaptive(let display):
            try list.option("--thinking", "adaptive")
            try list.option("--thinking-display", display?.rawValue)
        case .enabled(let budget, let display):
            try list.option("--max-thinking-tokens", String(budget))
            try list.option("--thinking-display", display?.rawValue)
        case .disabled: try list.option("--thinking", "disabled")
        }
        try list.option("--effort", effort?.rawValue)
        if case .jsonSchema(let schema) = outputFormat {
            try list.option("--json-schema", JSONValue.object(schema).serializedString())
        }
    }
}
