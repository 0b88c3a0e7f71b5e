internal import Domain

/// Which agent answers which session.
protocol AgentDirectory: Sendable {
    /// How a session's next turn is served. Asked before each turn: when the plan has changed, that turn resumes in a new process.
    ///
    /// - Throws: Whatever keeps the turn from running; the turn then fails with it.
    func terms(of session: SessionID) async throws -> SessionTerms

    /// Takes in what a turn has left in the session's workspace, before the session's next turn. Told again of the same when this throws,
    /// and after a crash.
    ///
    /// - Returns: Memories that cannot be kept: too many, or of a form that none has. They stay in the workspace and are told again.
    func take(_ changes: WorkspaceChanges, of session: SessionID) async throws -> [WorkspaceChanges.Memory]

    /// Whether a session belongs to /v1, so that the contract leaves it alone.
    func isManaged(_ session: SessionID) async throws -> Bool
}

extension AgentDirectory {
    func take(_ changes: WorkspaceChanges, of session: SessionID) async throws -> [WorkspaceChanges.Memory] { [] }

    func isManaged(_ session: SessionID) async throws -> Bool { false }
}

/// One agent for all sessions.
struct OneAgent: AgentDirectory {
    let plan: AgentPlan

    func terms(of session: SessionID) async throws -> SessionTerms { SessionTerms(plan: plan) }
}
