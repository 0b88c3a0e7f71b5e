internal import ClaudeAgent
internal import Domain
internal import JSON
internal import ManagedAgents
internal import Records

/// Gives each /v1 session the agent of its own snapshot, and every other session the server's agent.
struct ManagedDirectory: AgentDirectory {
    let records: any RecordStore
    let runtime: AgentRuntime
    let limits: TurnLimits
    let fallback: any AgentDirectory
    /// The other objects of /v1; `nil` where a session has nothing but its agent.
    var resources: ManagedResources?

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
        let workspace = resources.map { SessionWorkspace(resources: $0, session: stored) }
        var supply = try await workspace?.supply(definition) ?? AgentSupply()
        supply.answersCalls = true
        supply.tellsPieces = true
        let plan = try AgentPlan(definition, supply, runtime: runtime, limits: limits)
        var terms = SessionTerms(plan: plan, budget: stored.budget.flatMap(SessionBudget.init(stored:))?.amount)
        terms.workspace = try await workspace?.contents()
        return terms
    }

    func take(_ changes: WorkspaceChanges, of session: SessionID) async throws {
        guard let record = try await records.record(StoredSession.kind, id: session.text), let stored = StoredSession(record) else {
            return try await fallback.take(changes, of: session)
        }
        if let resources { try await SessionWorkspace(resources: resources, session: stored).take(changes) }
    }

    func isManaged(_ session: SessionID) async throws -> Bool {
        guard session.text.hasPrefix(ManagedID.Prefix.session.rawValue) else { return false }
        return try await records.record(StoredSession.kind, id: session.text) != nil
    }
}
