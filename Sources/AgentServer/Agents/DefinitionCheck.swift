internal import Domain

/// Whether an agent may run on this server, and whether all that it needs is there. Pure.
struct DefinitionCheck {
    private let definition: AgentDefinition
    private let supply: AgentSupply

    init(_ definition: AgentDefinition, _ supply: AgentSupply) {
        self.definition = definition
        self.supply = supply
    }

    /// - Parameter isServed: Whether several callers have sessions with it.
    /// - Throws: `DefinitionError` naming the part.
    func check(_ isolation: Isolation, isServed: Bool) throws(DefinitionError) {
        try checkDangerous(isolation)
        if isServed { try checkReaders(isolation) }
        try checkServerNames()
        for tool in definition.tools { try check(tool) }
        try checkSkills()
    }

    private func checkDangerous(_ isolation: Isolation) throws(DefinitionError) {
        guard !isolation.allowsDangerousTools, !definition.dangerousParts.isEmpty else { return }
        throw DefinitionError(
            "tools",
            "\(definition.dangerousParts.joined(separator: ", ")) can run programs or change files on this machine; "
                + "name what holds them: --isolation container in a container of their own, or --isolation none on your own machine"
        )
    }

    private func checkReaders(_ isolation: Isolation) throws(DefinitionError) {
        let readers = BuiltInTool.allCases.filter { definition.builtInTools[$0] != nil && $0.readsFiles }.map(\.rawValue)
        guard !isolation.allowsDangerousTools, !readers.isEmpty else { return }
        throw DefinitionError(
            "tools",
            "\(readers.joined(separator: ", ")) can read every file that this server may read, other sessions' transcripts among them; "
                + "name what holds them: --isolation container in a container of their own, or --isolation none where all callers may see it all"
        )
    }

    /// The CLI tells servers apart by what it makes of their names; a rule for one must not hold for another.
    private func checkServerNames() throws(DefinitionError) {
        guard let (left, right) = definition.confusedServers else { return }
        throw DefinitionError(
            "mcp_servers",
            "the names \"\(left)\" and \"\(right)\" are too much alike: agents see only their ASCII letters, digits, _ and -; rename one"
        )
    }

    private func check(_ tool: AgentTool) throws(DefinitionError) {
        switch tool {
        case .toolset(let tools): for policy in tools.values { try check(policy) }
        case .mcp(_, let policy, let isEnabled, let exceptions):
            if isEnabled { try check(policy) }
            for exception in exceptions.values where exception.isEnabled { try check(exception.policy) }
        case .custom(let name, _, _):
            guard supply.answersCalls else {
                throw DefinitionError(
                    "tools",
                    "the custom tool \"\(name)\" would have to be run by the client, which this endpoint cannot ask"
                )
            }
        }
    }

    private func check(_ policy: PermissionPolicy) throws(DefinitionError) {
        switch policy {
        case .alwaysAllow: return
        case .alwaysAsk where supply.answersCalls: return
        case .auto where supply.answersCalls:
            throw DefinitionError("tools", "the permission policy auto is not supported; set always_allow or always_ask")
        case .alwaysAsk, .auto: throw DefinitionError("tools", Self.unanswerable)
        }
    }

    private static let unanswerable =
        "permission policies other than always_allow would ask somebody, and nobody can answer here; set always_allow or disable the tool"

    private func checkSkills() throws(DefinitionError) {
        guard !definition.skills.isEmpty || !supply.skills.isEmpty else { return }
        guard supply.skills.count == definition.skills.count else {
            throw DefinitionError("skills", "are not there: this endpoint has no skills to give")
        }
        guard definition.builtInTools[.read] != nil else { throw DefinitionError("skills", "need the tool read; enable it") }
    }
}
