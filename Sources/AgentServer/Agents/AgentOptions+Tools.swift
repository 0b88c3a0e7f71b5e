internal import ClaudeAgent
internal import Domain
internal import JSON

extension AgentOptions {
    /// What an agent may use, and under which rules.
    mutating func allowTools(of definition: AgentDefinition, _ catalogue: ToolCatalogue, _ supply: AgentSupply) {
        let rules = catalogue.rules
        let builtIn = BuiltInTool.allCases.filter { definition.builtInTools[$0] != nil }.map(\.commandLineName)
        let existing = builtIn + (supply.skills.isEmpty ? [] : ["Skill"])
        tools = existing.isEmpty ? .none : .named(existing)
        allowedTools = rules.allowed
        disallowedTools = AgentPlan.deniable.filter { !existing.contains($0) } + rules.denied
        mcpServers = .named(
            Dictionary(uniqueKeysWithValues: definition.mcpServers.map { ($0.name, $0.configuration(supply.headers[$0.name] ?? [:])) })
        )
        // Skills lie in the folder that counts as the user's, which is this process's own and has nothing else.
        if !supply.skills.isEmpty { skills = .named(supply.skills.map(\.name)) }
        settingSources = supply.skills.isEmpty ? [] : [.user]
        // Where nobody can be asked, whatever no rule allows is refused.
        permissionMode = catalogue.canWait ? .default : .dontAsk
        if !rules.asked.isEmpty { settings = .json(["permissions": ["ask": .array(rules.asked.map { .string($0) })]]) }
    }
}

extension AgentOptions {
    /// Where settings are read from the configuration folder, the agent's own tools do not write there: it could give itself rights.
    mutating func guardConfiguration(_ folder: String) {
        guard settingSources != [] else { return }
        var object = JSONObject()
        if case .json(let given) = settings { object = given }
        var permissions = object["permissions"]?.object ?? JSONObject()
        permissions["deny"] = .array([.string("Edit(/\(folder)/**)"), .string("Write(/\(folder)/**)")])
        object["permissions"] = .object(permissions)
        settings = .json(object)
    }
}

extension MCPServerDefinition {
    fileprivate func configuration(_ headers: [String: Secret]) -> MCPServerConfiguration {
        switch transport {
        case .url(let url): .http(url: url, headers: headers)
        case .stdio(let command, let arguments, let environment):
            .stdio(command: command, arguments: arguments, environment: environment.mapValues { Secret($0) })
        }
    }
}
