internal import ClaudeAgent
public import Domain

/// An agent definition checked for this server and turned into what the CLI understands.
public struct AgentPlan: Sendable {
    /// The definition.
    public let definition: AgentDefinition
    /// Options that every session of the agent shares.
    let options: AgentOptions

    /// Built-in tools of the CLI that are denied by name unless the agent has them: a second lock behind `--tools`.
    static let deniable = [
        "Agent", "AskUserQuestion", "Bash", "BashOutput", "CronCreate", "CronDelete", "CronList", "Edit", "EnterPlanMode", "EnterWorktree",
        "ExitPlanMode", "ExitWorktree", "Glob", "Grep", "KillShell", "ListAgents", "LSP", "Monitor", "NotebookEdit", "PowerShell", "Read",
        "RemoteTrigger", "ScheduleWakeup", "SendMessage", "Skill", "Task", "TaskCreate", "TaskGet", "TaskList", "TaskOutput", "TaskStop",
        "TaskUpdate", "TodoWrite", "ToolSearch", "WebFetch", "WebSearch", "Workflow", "Write",
    ]

    /// Checks `definition` and prepares its options.
    ///
    /// - Parameter isServed: Whether several callers have sessions with it, which its tools must not let see each other.
    /// - Throws: `DefinitionError` naming the part that needs a named isolation, or that nobody here could answer.
    public init(_ definition: AgentDefinition, runtime: AgentRuntime, limits: TurnLimits, isServed: Bool = true) throws(DefinitionError) {
        try Self.checkIsolation(definition, runtime.isolation)
        if isServed { try Self.checkReaders(definition, runtime.isolation) }
        try Self.checkPolicies(definition)
        self.definition = definition
        var options = AgentOptions()
        options.systemPrompt = definition.system.map { .text($0) } ?? .empty
        options.model = definition.model?.id ?? runtime.defaultModel
        options.effort = definition.model?.effort.flatMap(Effort.init(rawValue:))
        options.permissionMode = .dontAsk
        options.settingSources = []
        options.usesOnlyGivenMCPServers = true
        options.maxTurns = limits.maxSteps
        options.maxBudgetUSD = Double(limits.maxCost.microdollars) / 1_000_000
        Self.restrictTools(&options, definition)
        self.options = options
    }

    private static func checkIsolation(_ definition: AgentDefinition, _ isolation: Isolation) throws(DefinitionError) {
        guard !isolation.allowsDangerousTools, !definition.dangerousParts.isEmpty else { return }
        throw DefinitionError(
            "tools",
            "\(definition.dangerousParts.joined(separator: ", ")) can run programs or change files on this machine; "
                + "name what holds them: --isolation container in a container of their own, or --isolation none on your own machine"
        )
    }

    private static func checkReaders(_ definition: AgentDefinition, _ isolation: Isolation) throws(DefinitionError) {
        let readers = BuiltInTool.allCases.filter { definition.builtInTools[$0] != nil && $0.readsFiles }.map(\.rawValue)
        guard !isolation.allowsDangerousTools, !readers.isEmpty else { return }
        throw DefinitionError(
            "tools",
            "\(readers.joined(separator: ", ")) can read every file that this server may read, other sessions' transcripts among them; "
                + "name what holds them: --isolation container in a container of their own, or --isolation none where all callers may see it all"
        )
    }

    private static func checkPolicies(_ definition: AgentDefinition) throws(DefinitionError) {
        for tool in definition.tools {
            switch tool {
            case .toolset(let tools):
                if tools.values.contains(where: { $0 != .alwaysAllow }) { throw DefinitionError("tools", unanswerable) }
            case .mcp(_, let policy, let isEnabled, let exceptions):
                let asks = (isEnabled && policy != .alwaysAllow) || exceptions.values.contains { $0.isEnabled && $0.policy != .alwaysAllow }
                if asks { throw DefinitionError("tools", unanswerable) }
            case .custom(let name, _, _):
                throw DefinitionError(
                    "tools",
                    "the custom tool \"\(name)\" would have to be run by the client, which this endpoint cannot ask"
                )
            }
        }
    }

    private static let unanswerable =
        "permission policies other than always_allow would ask somebody, and nobody can answer here; set always_allow or disable the tool"

    private static func restrictTools(_ options: inout AgentOptions, _ definition: AgentDefinition) {
        let builtIn = BuiltInTool.allCases.filter { definition.builtInTools[$0] != nil }.map(\.commandLineName)
        options.tools = builtIn.isEmpty ? .none : .named(builtIn)
        options.allowedTools = builtIn
        options.disallowedTools = deniable.filter { !builtIn.contains($0) }
        options.mcpServers = .named(Dictionary(uniqueKeysWithValues: definition.mcpServers.map { ($0.name, configuration($0)) }))
        for case .mcp(let server, _, let isEnabled, let exceptions) in definition.tools {
            let server = ruleName(server)
            if isEnabled { options.allowedTools.append("mcp__\(server)") }
            for (name, exception) in exceptions.sorted(by: { $0.key < $1.key }) {
                let rule = "mcp__\(server)__\(ruleName(name))"
                if exception.isEnabled { options.allowedTools.append(rule) } else { options.disallowedTools.append(rule) }
            }
        }
    }

    /// A name as the CLI has it in the names of tools: whatever is no ASCII letter, digit, `_` or `-` becomes `_`.
    private static func ruleName(_ name: String) -> String {
        let units = name.utf16.map { unit -> UInt8 in
            guard let byte = UInt8(exactly: unit) else { return 0x5F }
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D: return byte
            default: return 0x5F
            }
        }
        return String(decoding: units, as: UTF8.self)
    }

    private static func configuration(_ server: MCPServerDefinition) -> MCPServerConfiguration {
        switch server.transport {
        case .url(let url): .http(url: url, headers: [:])
        case .stdio(let command, let arguments, let environment):
            .stdio(command: command, arguments: arguments, environment: environment.mapValues { Secret($0) })
        }
    }
}
