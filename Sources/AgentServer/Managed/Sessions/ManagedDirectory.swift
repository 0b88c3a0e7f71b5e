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
        guard let stored = try await stored(session) else { return try await fallback.terms(of: session) }
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

    func take(_ changes: WorkspaceChanges, of session: SessionID) async throws -> [WorkspaceChanges.Memory] {
        guard let stored = try await stored(session) else { return try await fallback.take(changes, of: session) }
        guard let resources else { return [] }
        return try await SessionWorkspace(resources: resources, session: stored).take(changes)
    }

    func isManaged(_ session: SessionID) async throws -> Bool {
        try await record(session) != nil
    }

    private func stored(_ session: SessionID) async throws -> StoredSession? { try await record(session).flatMap(StoredSession.init) }

    /// Sessions with names of another form have none: their turns do not pay for a look.
    private func record(_ session: SessionID) async throws -> Record? {
        guard session.text.hasPrefix(ManagedID.Prefix.session.rawValue) else { return nil }
        return try await records.record(StoredSession.kind, id: session.text)
    }
}
