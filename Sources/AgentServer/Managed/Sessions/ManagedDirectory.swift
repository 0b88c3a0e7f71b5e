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
        var supply = AgentSupply()
        supply.answersCalls = true
        supply.tellsPieces = true
        let plan = try AgentPlan(definition, supply, runtime: runtime, limits: limits)
        return SessionTerms(plan: plan, budget: stored.budget.flatMap(SessionBudget.init(stored:))?.amount)
    }
}
