internal import Domain
internal import JSON

extension AgentDefinition {
    private static let fields = [
        "name", "model", "system", "description", "tools", "mcp_servers", "skills", "metadata", "execution_identity",
    ]

    /// Reads a session's snapshot of its agent; `nil` for one that says what cannot be done here.
    static func snapshot(_ json: JSONValue) -> AgentDefinition? {
        try? AgentDefinition(json: .object(JSONObject((json.object ?? JSONObject()).filter { fields.contains($0.key) })))
    }
}
