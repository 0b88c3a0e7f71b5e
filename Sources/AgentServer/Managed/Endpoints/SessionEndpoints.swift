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
    let lifecycle: SessionLifecycle
    let sending: EventSending

    /// What is served.
    var routes: [ManagedRoute] {
        [
            .create("/v1/sessions", .resumed(StoredSession.kind)) { .json(try await create($0)) },
            .get("/v1/sessions") { .json(try await list($0)) },
            .get("/v1/sessions/{id}") { .json(try await store.object(store.session($0.parameter("id")), at: $0.time)) },
            .post("/v1/sessions/{id}") { .json(try await update($0)) },
            .post("/v1/sessions/{id}/archive") { .json(try await archive($0)) },
            .delete("/v1/sessions/{id}") { .json(try await delete($0)) },
            .create("/v1/sessions/{id}/fork", .resumed(StoredSession.kind)) { .json(try await fork($0)) },
        ]
    }

    private func create(_ request: ManagedRequest) async throws -> JSONValue {
        let draft = try SessionDraft(request.json)
        guard draft.messages.count <= actions.queueDepth + 1 else {
            throw ManagedError.invalid(field: "initial_events", "are more than one session may have waiting: \(actions.queueDepth + 1)")
        }
        guard let id = SessionID(request.origin.id(.session)) else { throw ManagedError.internalError }
        if let session = try await made(id, request) { return try await store.object(session, at: request.time) }
        let agent = try await self.agent(draft.agent)
        try await materials.checkEnvironment(draft.environment)
        try await materials.checkVaults(draft.vaults)
        try await make(Self.record(id, draft, agent, at: request.time), draft, request)
        if draft.messages.isEmpty { await actions.hosts.expect(id) }
        return try await store.object(store.session(id.text), at: request.time)
    }

    /// One that is no more than its record is made by that alone.
    private func make(_ record: Record, _ draft: SessionDraft, _ request: ManagedRequest) async throws {
        guard !draft.resources.isEmpty || !draft.messages.isEmpty else {
            _ = try await lifecycle.add(record)
            return
        }
        try await lifecycle.create(record) { session in
            if !draft.resources.isEmpty { try await attach(draft.resources, to: session, at: request.time) }
            try await sending.begin(draft.messages, in: session, request.origin)
        }
    }

    /// The session that an earlier try of the request has made.
    ///
    /// - Throws: `ManagedError` 404 where it was made whole, and is gone.
    func made(_ id: SessionID, _ request: ManagedRequest) async throws -> StoredSession? {
        guard request.origin.isRepeated else { return nil }
        if let session = try await lifecycle.made(id) { return session }
        try request.origin.checkUndone()
        return nil
    }

    /// Gives a session that is being made its resources.
    func attach(_ wishes: [JSONValue], to session: StoredSession, at time: Timestamp) async throws {
        var session = session
        session.set("resources", .array(try await materials.attach(wishes, to: session.id, at: time)))
        session.tag()
        try await store.records.apply([.replace(session.record)])
    }

    private func agent(_ wish: SessionDraft.Agent) async throws -> JSONValue {
        switch wish {
        case .stored(let id, let version): return try await materials.agent(id, version: version)
        case .overridden(let id, let version, let changes):
            return try await materials.agent(try await materials.agent(id, version: version), changing: changes)
        }
    }

    private static func record(_ id: SessionID, _ draft: SessionDraft, _ agent: JSONValue, at time: Timestamp) -> Record {
        let budget = draft.budget?.json ?? .null
        return Record(
            StoredSession.kind,
            id: id.text,
            created: time.microseconds,
            tags: StoredSession.tags(agent: agent, resources: []),
            body: [
                "agent": agent, "environment_id": .string(draft.environment), "title": draft.title.map { .string($0) } ?? .null,
                "metadata": .object(draft.metadata), "vault_ids": .array(draft.vaults.map { .string($0) }), "resources": [],
                "budget": budget, "first": ["agent": agent, "budget": budget],
            ]
        )
    }

    private func archive(_ request: ManagedRequest) async throws -> JSONValue {
        let id = try request.session
        try await lifecycle.archive(id, at: request.time)
        return try await store.object(store.session(id.text), at: request.time)
    }

    private func delete(_ request: ManagedRequest) async throws -> JSONValue {
        let id = try request.session
        try await lifecycle.delete(id)
        return ["id": .string(id.text), "type": "session_deleted"]
    }
}

extension ManagedRequest {
    /// The session that the path names.
    ///
    /// - Throws: `ManagedError` 404.
    var session: SessionID {
        get throws(ManagedError) {
            let text = parameter("id")
            guard let id = SessionID(text) else { throw .notFound("session", text) }
            return id
        }
    }
}
