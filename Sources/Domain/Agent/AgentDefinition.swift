/// What an agent is: model, instructions, tools. The shape of the public API's agent, and of `--agent FILE`.
public struct AgentDefinition: Sendable, Hashable {
    /// A name for people.
    public var name: String
    /// The model; `nil` leaves it to the operator's default.
    public var model: AgentModel?
    /// The system prompt; `nil` is an empty one.
    public var system: String?
    /// What it is for.
    public var description: String?
    /// Its tools.
    public var tools: [AgentTool]
    /// MCP servers it may use.
    public var mcpServers: [MCPServerDefinition]
    /// Skills it may use.
    public var skills: [SkillReference]
    /// Free pairs of the owner's.
    public var metadata: [String: String]

    /// An agent without tools.
    public init(
        name: String,
        model: AgentModel? = nil,
        system: String? = nil,
        description: String? = nil,
        tools: [AgentTool] = [],
        mcpServers: [MCPServerDefinition] = [],
        skills: [SkillReference] = [],
        metadata: [String: String] = [:]
    ) {
        self.name = name
        self.model = model
        self.system = system
        self.description = description
        self.tools = tools
        self.mcpServers = mcpServers
        self.skills = skills
        self.metadata = metadata
    }

    /// Every built-in tool that is enabled, with its policy.
    public var builtInTools: [BuiltInTool: PermissionPolicy] {
        tools.reduce(into: [:]) { all, tool in
            if case .toolset(let enabled) = tool { all.merge(enabled) { _, last in last } }
        }
    }

    /// Names of what needs a named isolation: tools that run programs or write files, MCP servers that are programs.
    public var dangerousParts: [String] {
        let tools = BuiltInTool.allCases.filter { builtInTools[$0] != nil && $0.isDangerous }.map(\.rawValue)
        return tools + mcpServers.filter(\.runsProgram).map { "the stdio MCP server \"\($0.name)\"" }
    }

    /// Two MCP servers that the CLI could not tell apart by the names of their tools.
    public var confusedServers: (String, String)? {
        for (index, left) in mcpServers.enumerated() {
            for right in mcpServers.dropFirst(index + 1) where RuleName.areConfused(left.name, right.name) {
                return (left.name, right.name)
            }
        }
        return nil
    }
}
