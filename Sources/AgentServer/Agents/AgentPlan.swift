internal import ClaudeAgent
public import Domain

/// An agent definition checked for this server and turned into what the CLI understands.
public struct AgentPlan: Sendable {
    /// The definition.
    public let definition: AgentDefinition
    /// Its tools by the CLI's names.
    let catalogue: ToolCatalogue
    /// Options that every session of the agent shares.
    let options: AgentOptions
    /// What it has beside the definition.
    let supply: AgentSupply
    /// Which of its processes are as good as another plan's.
    let key: PoolKey

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
        try self.init(definition, .none, runtime: runtime, limits: limits, isServed: isServed)
    }

    /// The same for an agent that is given more than its definition says.
    init(
        _ definition: AgentDefinition,
        _ supply: AgentSupply,
        runtime: AgentRuntime,
        limits: TurnLimits,
        isServed: Bool = true
    ) throws(DefinitionError) {
        try DefinitionCheck(definition, supply).check(runtime.isolation, isServed: isServed)
        self.definition = definition
        self.supply = supply
        catalogue = ToolCatalogue(definition)
        var options = AgentOptions()
        options.systemPrompt = Self.systemPrompt(definition, supply)
        options.model = definition.model?.id ?? runtime.defaultModel
        options.effort = definition.model?.effort.flatMap(Effort.init(rawValue:))
        options.usesOnlyGivenMCPServers = true
        options.maxTurns = limits.maxSteps
        options.maxBudgetUSD = Double(limits.maxCost.microdollars) / 1_000_000
        options.includesPartialMessages = supply.tellsPieces
        // What subagents write stands in their threads.
        options.forwardsSubagentText = supply.tellsPieces ? true : nil
        options.allowTools(of: definition, catalogue, supply)
        self.options = options
        key = PlanKey.make(options, definition, supply)
    }

    private static func systemPrompt(_ definition: AgentDefinition, _ supply: AgentSupply) -> SystemPrompt {
        let text = [definition.system, supply.notes].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: "\n\n")
        return text.isEmpty ? .empty : .text(text)
    }
}
