public import Domain
public import JSON

/// An agent in its resolved form: every default filled in, as answers have it. Pure.
public struct AgentBody: Sendable, Hashable {
    /// The fields of a definition, without id, version and times.
    public let json: JSONObject

    static let fields = [
        "name", "model", "system", "description", "tools", "mcp_servers", "skills", "metadata", "multiagent", "execution_identity",
    ]

    /// What is stored.
    init(stored: JSONValue) {
        json = JSONObject(Self.fields.map { (key: $0, value: stored[$0] ?? .null) })
    }

    /// The agent as the rest of the program knows it.
    ///
    /// - Throws: `DefinitionError` when it was made by a version that allowed more.
    public func definition() throws(DefinitionError) -> AgentDefinition { try AgentDefinition(json: .object(json)) }

    /// Reads a create body.
    ///
    /// - Throws: `DefinitionError` naming the field.
    init(_ body: JSONValue) throws(DefinitionError) {
        let definition = try AgentDefinition(json: body)
        guard let model = definition.model else { throw DefinitionError("model", "is required") }
        try Self.refuseJudging(definition)
        json = [
            "name": .string(definition.name), "model": Self.wire(model), "system": .clearable(definition.system),
            "description": .clearable(definition.description), "tools": ResolvedTools.wire(body["tools"]),
            "mcp_servers": body["mcp_servers"] ?? [], "skills": body["skills"] ?? [],
            "metadata": try DefinitionReader(body, path: "", allowed: Self.fields).metadata(), "multiagent": nil,
            "execution_identity": ["type": "service_account"],
        ]
    }

    /// Reads an update's body. What is not given stays; lists are replaced whole; metadata is a patch.
    ///
    /// - Throws: `DefinitionError` naming the field.
    func changed(by body: JSONValue) throws(DefinitionError) -> AgentBody {
        let reader = try DefinitionReader(body, path: "", allowed: Self.fields + ["version"])
        var next = json
        for field in Self.fields where reader.contains(field) { next[field] = body[field] ?? .null }
        if reader.contains("model") { next["model"] = model(body["model"] ?? .null) }
        next["metadata"] = try reader.metadata(changing: json["metadata"])
        for field in ["tools", "mcp_servers", "skills"] where next[field]?.isNull == true { next[field] = [] }
        return try AgentBody(.object(next))
    }

    /// A model that is named again without an effort keeps the one it has.
    private func model(_ new: JSONValue) -> JSONValue {
        let id = new.string ?? new["id"]?.string
        guard let id, id == json["model"]?["id"]?.string, new["effort"] == nil, let effort = json["model"]?["effort"] else { return new }
        var model = new.object ?? ["id": .string(id)]
        model["effort"] = effort
        return .object(model)
    }

    private static func wire(_ model: AgentModel) -> JSONValue {
        ["id": .string(model.id), "effort": model.effort.map { ["type": .string($0)] } ?? .null, "speed": "standard"]
    }

    private static func refuseJudging(_ definition: AgentDefinition) throws(DefinitionError) {
        for (index, tool) in definition.tools.enumerated() where tool.policies.contains(.auto) {
            throw DefinitionError("tools[\(index)]", "the permission policy auto is not supported; use always_allow or always_ask")
        }
    }
}

extension AgentTool {
    fileprivate var policies: [PermissionPolicy] {
        switch self {
        case .toolset(let tools): Array(tools.values)
        case .mcp(_, let policy, _, let exceptions): [policy] + exceptions.values.map(\.policy)
        case .custom: []
        }
    }
}

extension JSONValue {
    static func optional(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }

    /// A text that is cleared by an empty one.
    static func clearable(_ text: String?) -> JSONValue { text == "" ? .null : .optional(text) }
}
