/// What an agent may do with one MCP server.
struct MCPToolset: Sendable, Hashable {
    struct Exception: Sendable, Hashable {
        /// The tool's name at the server.
        let name: String
        let setting: AgentTool.MCPException
    }

    let server: String
    let policy: PermissionPolicy
    let isEnabled: Bool
    /// By the tools' names in rules.
    let exceptions: [String: Exception]

    /// The toolsets of a definition by their servers' names in rules. Of two servers with one such name the last counts.
    static func all(_ definition: AgentDefinition) -> [String: MCPToolset] {
        definition.tools.reduce(into: [:]) { all, tool in
            guard case .mcp(let server, let policy, let isEnabled, let exceptions) = tool else { return }
            let named = exceptions.map { (RuleName.text($0.key), Exception(name: $0.key, setting: $0.value)) }
            all[RuleName.text(server)] = MCPToolset(
                server: server,
                policy: policy,
                isEnabled: isEnabled,
                exceptions: Dictionary(named) { _, last in last }
            )
        }
    }

    /// Who decides about calls of a tool; `nil` when it is switched off.
    func policy(_ tool: String) -> PermissionPolicy? {
        if let setting = exceptions[tool]?.setting { return setting.isEnabled ? setting.policy : nil }
        return isEnabled ? policy : nil
    }

    func add(to rules: inout PermissionRules, as name: String) {
        if isEnabled { rules.add(RuleName.server(name), policy) }
        for (tool, exception) in exceptions.sorted(by: { $0.key < $1.key }) {
            let rule = RuleName.tool(tool, of: name)
            if exception.setting.isEnabled { rules.add(rule, exception.setting.policy) } else { rules.denied.append(rule) }
        }
    }
}
