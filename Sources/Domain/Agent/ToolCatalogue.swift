/// The tools of an agent by the names that the CLI gives them, and which of their calls wait for somebody. Pure.
public struct ToolCatalogue: Sendable, Hashable {
    /// A tool as the agent's definition knows it.
    public enum Tool: Sendable, Hashable {
        /// A tool of the public toolset.
        case builtIn(BuiltInTool)
        /// A tool of an MCP server. A tool that the definition does not name has the name that it has in rules.
        case mcp(server: String, tool: String)
        /// A tool that the client runs.
        case custom(String)
        /// Something else of the CLI's own.
        case other(String)
    }

    /// What a call waits for before it goes on.
    public enum Wait: String, Sendable, Hashable, CaseIterable {
        /// Somebody says whether it may run.
        case confirmation
        /// The client runs it and sends the result.
        case customTool = "custom_tool"
    }

    /// A tool that the client runs, under the name it has on the CLI's side.
    public struct Custom: Sendable, Hashable {
        /// The definition's name of it.
        public let name: String
        /// Its name within the host's server.
        public let wireName: String
    }

    /// The name under which the CLI knows the host's server, which has the custom tools.
    public let customServer: String
    /// A pattern that fits the CLI's names of the client's own tools, for its hooks.
    public var customPattern: String { RuleName.tool(".*", of: customServer) }
    /// The custom tools, in the definition's order.
    public let customTools: [Custom]
    let builtIn: [String: BuiltInTool]
    let policies: [BuiltInTool: PermissionPolicy]
    /// By their names in rules.
    let servers: [String: MCPToolset]

    /// The tools of a definition.
    public init(_ definition: AgentDefinition) {
        policies = definition.builtInTools
        builtIn = Dictionary(uniqueKeysWithValues: BuiltInTool.allCases.map { ($0.commandLineName, $0) })
        servers = MCPToolset.all(definition)
        customServer = Self.freeName(servers)
        let prefix = RuleName.tool("", of: customServer)
        customTools = definition.tools.compactMap { tool in
            guard case .custom(let name, _, _) = tool else { return nil }
            return Custom(name: name, wireName: RuleName.fitting(name, after: prefix))
        }
    }

    /// What the CLI calls by this name.
    public func tool(_ name: String) -> Tool {
        if let tool = builtIn[name] { return .builtIn(tool) }
        if let (server, rest) = RuleName.split(name, among: [customServer]), server == customServer {
            return customTools.first { $0.wireName == rest }.map { .custom($0.name) } ?? .other(name)
        }
        guard let (server, rest) = RuleName.split(name, among: servers.keys), let toolset = servers[server] else { return .other(name) }
        return .mcp(server: toolset.server, tool: toolset.exceptions[rest]?.name ?? rest)
    }

    /// Who decides about calls of the tool that the CLI calls by this name; `nil` for one that the agent does not have, and for custom tools.
    public func policy(_ name: String) -> PermissionPolicy? {
        switch tool(name) {
        case .builtIn(let tool): policies[tool]
        case .mcp: RuleName.split(name, among: servers.keys).flatMap { servers[$0.server]?.policy($0.rest) }
        case .custom, .other: nil
        }
    }

    /// What a call of that tool waits for; `nil` when it goes ahead, or is none of the agent's tools.
    public func wait(_ name: String) -> Wait? {
        if case .custom = tool(name) { return .customTool }
        return policy(name) == .alwaysAsk ? .confirmation : nil
    }

    /// Whether any call can wait for somebody.
    public var canWait: Bool { !customTools.isEmpty || !rules.asked.isEmpty }

    /// The rules that say so to the CLI.
    public var rules: PermissionRules {
        var rules = PermissionRules()
        for tool in BuiltInTool.allCases {
            if let policy = policies[tool] { rules.add(tool.commandLineName, policy) }
        }
        for (name, toolset) in servers.sorted(by: { $0.key < $1.key }) { toolset.add(to: &rules, as: name) }
        if !customTools.isEmpty { rules.allowed.append(RuleName.server(customServer)) }
        return rules
    }

    private static func freeName(_ servers: [String: MCPToolset]) -> String {
        var name = "custom"
        while servers.keys.contains(where: { RuleName.areConfused($0, name) }) { name += "x" }
        return name
    }
}
