internal import Domain
internal import JSON
internal import ManagedAgents
internal import Records

/// Changes of sessions.
extension SessionEndpoints {
    func update(_ request: ManagedRequest) async throws -> JSONValue {
        let id = try request.session
        try await lifecycle.update(id, at: request.time) { session in try await changes(request.json, of: session) }
        return try await store.object(store.session(id.text), at: request.time)
    }

    private func changes(_ body: JSONValue, of session: StoredSession) async throws -> JSONObject {
        if let vaults = body["vault_ids"], !vaults.isNull {
            throw ManagedError.invalid(field: "vault_ids", "cannot be changed; create another session")
        }
        var changes = JSONObject()
        if let title = body["title"] { changes["title"] = try SessionDraft.title(title).map { .string($0) } ?? .null }
        if let patch = body["metadata"] { changes["metadata"] = .object(try Self.metadata(session.metadata, patch)) }
        if let agent = body["agent"], !agent.isNull { changes["agent"] = try await self.agent(agent, session) }
        if let budget = body["budget"] { changes["budget"] = try await self.budget(budget, session) }
        return changes
    }

    /// The pairs after a patch, in which null takes one away.
    static func metadata(_ known: JSONObject, _ patch: JSONValue) throws(ManagedError) -> JSONObject {
        guard !patch.isNull else { return JSONObject() }
        var result = known
        for (key, value) in try SessionDraft.metadata(patch, allowsNull: true) { result[key] = value.present }
        guard result.count <= 16 else { throw .invalid(field: "metadata", "must have at most 16 pairs") }
        return result
    }

    private func agent(_ value: JSONValue, _ session: StoredSession) async throws -> JSONValue {
        guard let object = value.object else { throw ManagedError.invalid(field: "agent", "must be an object") }
        for key in object.keys where !["tools", "mcp_servers"].contains(key) {
            throw ManagedError.invalid(field: "agent.\(key)", "cannot be changed in a session; tools and mcp_servers can")
        }
        return try await materials.agent(session.agent, changing: object)
    }

    private func budget(_ value: JSONValue, _ session: StoredSession) async throws -> JSONValue {
        guard !value.isNull else { return .null }
        guard session.budget != nil else {
            throw ManagedError.invalid("budget: can be given when the session is created only", code: "budget_create_only")
        }
        let budget = try SessionBudget(value)
        guard Double(budget.cents) > (try await store.projection(session)).usage.cost * 100 else {
            throw ManagedError.invalid("budget: must be more than the session has cost already", code: "budget_not_raised")
        }
        return budget.json
    }
}
