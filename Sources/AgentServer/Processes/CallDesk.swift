internal import ClaudeAgent
internal import Domain
internal import JSON

/// Where the questions of one agent process arrive, to be answered by the session that it works for.
final class CallDesk: Sendable {
    private let catalogue: ToolCatalogue
    private let owner = Arrival<any AgentOwner>()

    /// How long the CLI waits for answers; its timers hold no more than 24 days.
    static let patience = Duration.seconds(20 * 24 * 3600)

    /// Characters of a custom tool's result that the model reads as they are.
    private static let longestResult = 500_000

    init(_ catalogue: ToolCatalogue) { self.catalogue = catalogue }

    /// From now on this one answers.
    func belong(to owner: any AgentOwner) { self.owner.come(owner) }

    /// Makes the CLI ask here.
    func attend(_ options: inout AgentOptions, _ definition: AgentDefinition) {
        guard catalogue.canWait else { return }
        options.hooks.append(HookMatcher(.preToolUse, timeout: Self.patience, onFailure: .block) { try await self.decide($0) })
        options.canUseTool = { await self.confirm($0) }
        options.awaitsInitialize = true
        options.environment["MCP_TOOL_TIMEOUT"] = "\(Self.patience.components.seconds * 1000)"
        let tools = customTools(definition)
        guard !tools.isEmpty, case .named(var servers) = options.mcpServers else { return }
        servers[catalogue.customServer] = .sdk(MCPServer(catalogue.customServer, tools: tools))
        options.mcpServers = .named(servers)
        options.sendsMCPManifests = true
        // Where it fails, the model reads what the Model Context Protocol can say of the result.
        let matcher = HookMatcher(.postToolUse, matcher: catalogue.customPattern, onFailure: .continue) { await self.complete($0) }
        options.hooks.append(matcher)
    }

    /// The one place where a call waits: before it is made.
    private func decide(_ input: HookInput) async throws -> HookOutput {
        guard let name = input.toolName, let id = input.toolUseID else { throw Unattended() }
        let call = HeldCall(
            toolUseID: id,
            name: name,
            input: input.toolInput ?? JSONObject(),
            wait: catalogue.wait(name),
            isMain: input.agentID == nil
        )
        // A process that resumes asks before it is ready, and so before anybody has it.
        return try await owner.value.decide(call)
    }

    /// The second lock: what rules leave open runs only when it needs nobody's word, or has it.
    private func confirm(_ request: PermissionRequest) async -> PermissionDecision {
        let isCustom = catalogue.wait(request.toolName) == .customTool
        if isCustom || catalogue.policy(request.toolName) == .alwaysAllow { return .allow }
        guard catalogue.wait(request.toolName) == .confirmation, let id = request.toolUseID else { return Self.refused }
        guard let owner = owner.present, await owner.hasAllowed(id) else { return Self.refused }
        return .allow
    }

    /// What the client's tool has come to, block for block: the Model Context Protocol has no documents and no search results.
    private func complete(_ input: HookInput) async -> HookOutput {
        guard let name = input.toolName, catalogue.wait(name) == .customTool, let id = input.toolUseID else { return .noOpinion }
        guard let owner = owner.present, let blocks = await owner.blocks(of: id) else { return .noOpinion }
        var output = HookOutput()
        output.specific = .postToolUse(additionalContext: nil, updatedToolOutput: .array(blocks))
        return output
    }

    private static let refused = PermissionDecision.deny("The tool is not available, or nobody has allowed this call.")

    private func customTools(_ definition: AgentDefinition) -> [MCPTool] {
        let schemas = definition.tools.reduce(into: [String: (String, JSONValue)]()) { all, tool in
            if case .custom(let name, let description, let schema) = tool { all[name] = (description, schema) }
        }
        return catalogue.customTools.compactMap { tool in
            guard let (description, schema) = schemas[tool.name] else { return nil }
            var made = MCPTool(tool.wireName, description: description, inputSchema: schema.object ?? JSONObject()) { call in
                guard let id = call.toolUseID, let owner = self.owner.present else { throw Unattended() }
                return try await owner.result(of: id)
            }
            made.maximumResultSize = Self.longestResult
            return made
        }
    }

    /// Nobody is there to answer, or nobody could say what call it is.
    private struct Unattended: Error {}
}
