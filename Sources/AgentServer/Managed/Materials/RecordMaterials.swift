internal import Domain
internal import JSON
internal import ManagedAgents
internal import Records
internal import Synchronization

/// What sessions need, from the objects that this server keeps.
struct RecordMaterials: SessionMaterials {
    let resources: ManagedResources

    private static let parts = [
        "name", "description", "model", "system", "tools", "mcp_servers", "skills", "multiagent", "execution_identity",
    ]

    func agent(_ id: String, version: Int?) async throws -> JSONValue {
        let agent = try await resources.agents.agent(id, version: version)
        guard agent["archived_at"]?.present == nil else {
            throw ManagedError.invalid("agent \(id) is archived; new sessions cannot use it")
        }
        return Self.snapshot(agent, agent)
    }

    /// What a session keeps of an agent.
    private static func snapshot(_ agent: JSONValue, _ body: JSONValue) -> JSONValue {
        let head: JSONObject = ["id": agent["id"] ?? .null, "type": "agent", "version": agent["version"] ?? .null]
        return .object(head.merging(JSONObject(parts.map { (key: $0, value: body[$0] ?? .null) })))
    }

    func agent(_ snapshot: JSONValue, changing changes: JSONObject) async throws -> JSONValue {
        var body = JSONObject((snapshot.object ?? JSONObject()).filter { Self.parts.contains($0.key) })
        for (key, value) in changes { body[key] = try Self.value(key, value, of: snapshot) }
        return Self.snapshot(snapshot, .object(try await resources.agents.resolved(.object(body)).json))
    }

    /// A part that takes another's place. A model keeps the agent's effort as long as it is the same one.
    private static func value(_ key: String, _ value: JSONValue, of snapshot: JSONValue) throws(ManagedError) -> JSONValue {
        switch key {
        case "model":
            guard let id = value.string ?? value["id"]?.string else { throw .invalid(field: "agent.model", "must name a model") }
            let known = snapshot["model"]
            return known?["id"]?.string == id ? known ?? .null : .object(["id": .string(id)])
        case "tools", "mcp_servers", "skills": return value.present ?? .array([])
        default: return value
        }
    }

    func checkEnvironment(_ id: String) async throws { _ = try await resources.environments.usable(id) }

    func checkVaults(_ ids: [String]) async throws {
        for id in ids {
            guard try await resources.vaults.shelf.find(id).archived == nil else {
                throw ManagedError.invalid(field: "vault_ids", "vault \(id) is archived")
            }
        }
    }

    func whole(_ blocks: [PromptBlock], beside others: Int) async throws -> [PromptBlock] {
        try await MessageFiles(files: resources.files).whole(blocks, beside: others)
    }

    func attach(_ resources: [JSONValue], beside others: [JSONValue], to session: SessionID, at time: Timestamp) async throws -> [JSONValue]
    {
        let attachment = ResourceAttachment(resources: self.resources, session: session, time: time)
        do { return try await attachment.attach(resources, beside: others) } catch {
            try? await removeAttached(attachment)
            throw error
        }
    }

    private func removeAttached(_ attachment: ResourceAttachment) async throws {
        for id in attachment.made.withLock(\.self) { try await resources.files.discard(id) }
    }

    func detach(_ resource: JSONValue, from session: SessionID) async throws {
        if let id = resource["file_id"]?.string { try await resources.files.discard(id) }
    }

    func present(_ resources: [JSONValue]) async throws -> [JSONValue] {
        var present: [JSONValue] = []
        for resource in resources where try await isPresent(resource) { present.append(resource) }
        return present
    }

    private func isPresent(_ resource: JSONValue) async throws -> Bool {
        if let id = resource["file_id"]?.string { return try await resources.files.shelf.present(id) != nil }
        return try await resources.memories.shelf.present(resource["memory_store_id"]?.string ?? "") != nil
    }

    func removeAll(of session: SessionID) async throws { try await resources.files.removeAll(of: session.text) }
}
