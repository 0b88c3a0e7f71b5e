internal import Domain

/// How a session is served.
struct SessionTerms: Sendable {
    /// By which agent.
    let plan: AgentPlan
    /// What the session may come to in all, where it has a limit of its own.
    var budget: USD?
    /// What it finds in its workspace; `nil` when nothing is laid there and nothing is looked for.
    var workspace: WorkspaceContents?
}
