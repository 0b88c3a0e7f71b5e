internal import Domain
internal import JSON

/// What the projection has to know of a session beside its journal: what it was created with.
struct ProjectionSubject: Sendable, Hashable {
    let session: SessionID
    let agentName: String
    let tools: ManagedTools
    let budget: JSONValue?
    /// The thread whose events are wanted; `nil` for the primary one.
    var thread: String?

    /// - Parameter agent: The snapshot that the session was created with.
    init(session: SessionID, agent: JSONValue, budget: JSONValue? = nil) {
        self.session = session
        agentName = agent["name"]?.string ?? ""
        tools = ManagedTools(agent: agent)
        self.budget = budget
    }
}
