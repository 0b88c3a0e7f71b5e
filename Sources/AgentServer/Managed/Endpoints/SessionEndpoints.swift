internal import Domain
internal import JSON
internal import Journal
internal import ManagedAgents
internal import Records

/// Sessions: create, retrieve, update, list, archive, delete.
struct SessionEndpoints: Sendable {
    let store: SessionStore
    let actions: SessionActions
    let materials: any SessionMaterials
    let sources: ManagedSources

    /// What is served.
    var routes: [ManagedRoute] {
        [
            .create("/v1/sessions") { .json(try await create($0)) },
            .get("/v1/sessions") { .json(try await list($0)) },
            .get("/v1/sessions/{id}") { .json(try await store.object(store.session($0.parameter("id")), at: $0.time)) },
            .post("/v1/sessions/{id}") { .json(try await update($0)) },
            .post("/v1/sessions/{id}/archive") { .json(try await archive($0)) },
            .delete("/v1/sessions/{id}") { .json(try await delete($0)) },
            .create("/v1/sessions/{id}/fork") { .json(try await fork($0)) },
        ]
    }

    private func create(_ request: ManagedRequest) async throws -> JSONValue {
        let draft = try SessionDraft(request.json)
        guard draft.messages.count <= actions.queueDepth + 1 else {
            throw ManagedError.invalid(field: "initial_events", "are more than one session may have waiting: \(actions.queueDepth + 1)")
        }
        let agent = try await self.agent(draft.agent)
        try await materials.checkEnvironment(draft.environment)
        try await materials.checkVaults(draft.vaults)
        guard let id = SessionID(sources.makeID(.session)) else { throw ManagedError.internalError }
        let resources = try await materials.attach(draft.resources, to: id, at: request.time)
        do {
            let session = try await insert(id, draft, agent, resources, request)
            for message in draft.messages {
                _ = try await actions.accept(materials.whole(message), in: id)
            }
            if draft.messages.isEmpty { await actions.hosts.expect(id) }
            return try await store.object(session, at: request.time)
        } catch {
            await undo(id)
            throw error
        }
    }

    private func agent(_ wish: SessionDraft.Agent) async throws -> JSONValue {
        switch wish {
        case .stored(let id, let version): return try await materials.agent(id, version: version)
        case .overridden(let id, let version, let changes):
            return try await materials.agent(try await materials.agent(id, version: version), changing: changes)
        }
    }

    private func insert(
        _ id: SessionID,
        _ draft: SessionDraft,
        _ agent: JSONValue,
        _ resources: [JSONValue],
        _ request: ManagedRequest
    ) async throws -> StoredSession {
        let budget = draft.budget?.json ?? .null
        let record = Record(
            StoredSession.kind,
            id: id.text,
            created: request.time.microseconds,
            tags: StoredSession.tags(agent: agent, resources: resources),
            body: [
                "agent": agent, "environment_id": .string(draft.environment), "title": draft.title.map { .string($0) } ?? .null,
                "metadata": .object(draft.metadata), "vault_ids": .array(draft.vaults.map { .string($0) }), "resources": .array(resources),
                "budget": budget, "first": ["agent": agent, "budget": budget],
            ]
        )
        guard let stored = try await store.records.apply([.insert(record)]).first, let session = StoredSession(stored) else {
            throw ManagedError.internalError
        }
        return session
    }

    /// Nothing is left of a session that could not be made whole.
    func undo(_ id: SessionID) async {
        try? await actions.remove(id)
        try? await materials.removeAll(of: id)
        _ = try? await store.records.apply([.delete(StoredSession.kind, id: id.text)])
    }

    private func archive(_ request: ManagedRequest) async throws -> JSONValue {
        var session = try await store.session(request.parameter("id"))
        guard !session.isArchived else { return try await store.object(session, at: request.time) }
        try await refuse("archived", session)
        session.record.archived = request.time.microseconds
        session.record.updated = request.time.microseconds
        let record = session.record
        try await actions.terminate(session.id) { try await store.records.apply([.replace(record)]) }
        return try await store.object(store.session(session.record.id), at: request.time)
    }

    private func delete(_ request: ManagedRequest) async throws -> JSONValue {
        let session = try await store.session(request.parameter("id"))
        try await refuse("deleted", session)
        try await SessionDeletion(store: store, actions: actions, materials: materials).delete(session)
        return ["id": .string(session.record.id), "type": "session_deleted"]
    }

    private func refuse(_ what: String, _ session: StoredSession) async throws {
        guard try await !store.projection(session).isBusy else {
            throw ManagedError.conflict(
                "session \(session.record.id) runs and cannot be \(what); send a user.interrupt and wait until it is idle"
            )
        }
    }
}
