internal import ClaudeAgent
internal import Domain
internal import JSON
internal import Records

/// Gives each /v1 session the agent of its own snapshot, and every other session the server's agent.
struct ManagedDirectory: AgentDirectory {
    let records: any RecordStore
    let runtime: AgentRuntime
    let limits: TurnLimits
    let fallback: any AgentDirectory
    /// Where sessions get what they have beside the definition; without it they have nothing.
    var supplies: (any SessionSupplies)?

    func terms(of session: SessionID) async throws -> SessionTerms {
        guard let record = try await records.record(StoredSession.kind, id: session.text), let stored = StoredSession(record) else {
            return try await fallback.terms(of: session)
        }
        guard let definition = AgentDefinition.snapshot(stored.agent) else {
            throw DefinitionError(
                "agent",
                "the agent of session \(session) cannot be used by this version of the server; create another session"
            )
        }
        var terms = SessionTerms(plan: try await plan(definition, stored))
        terms.budget = stored.budget.flatMap(SessionBudget.init(stored:))?.amount
        if let supplies { terms.workspace = try await SupplyAssembly(source: supplies).contents(stored.resources) }
        return terms
    }

    func take(_ changes: WorkspaceChanges, of session: SessionID) async throws { try await supplies?.take(changes, of: session) }

    private func plan(_ definition: AgentDefinition, _ stored: StoredSession) async throws -> AgentPlan {
        var supply = AgentSupply(answersCalls: true, tellsPieces: true)
        if let supplies {
            let vaults = stored.vaults.compactMap(\.string)
            supply = try await SupplyAssembly(source: supplies).supply(definition, vaults: vaults, resources: stored.resources)
        }
        return try AgentPlan(definition, supply, runtime: runtime, limits: limits)
    }
}
