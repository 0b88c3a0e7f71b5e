internal import Domain

/// Which agent answers which session.
protocol AgentDirectory: Sendable {
    /// How a session's next turn is served. Asked before each turn: when the plan has changed, that turn resumes in a new process.
    ///
    /// - Throws: Whatever keeps the turn from running; the turn then fails with it.
    func terms(of session: SessionID) async throws -> SessionTerms
}

/// One agent for all sessions.
struct OneAgent: AgentDirectory {
    let plan: AgentPlan

    func terms(of session: SessionID) async throws -> SessionTerms { SessionTerms(plan: plan) }
}
