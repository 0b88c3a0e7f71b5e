internal import ClaudeAgent
internal import Domain

/// What an agent is given beside its definition.
struct AgentSupply: Sendable {
    /// Whether somebody answers calls that wait, and runs the custom tools.
    var answersCalls = false
    /// Whether its answers are told piece by piece as well.
    var tellsPieces = false
    /// Headers that MCP servers are sent, by the servers' names.
    var headers: [String: [String: Secret]] = [:]
    /// Skills that it may use.
    var skills: [SkillPackage] = []
    /// What it is told about its workspace, behind its own instructions.
    var notes: String?

    /// Nothing: the definition says it all.
    static let none = AgentSupply()
}
