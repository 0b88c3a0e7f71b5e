internal import Domain
internal import JSON
internal import ManagedAgents
internal import Records

/// Forks: sessions that begin with what another one knows, and then go their own way.
extension SessionEndpoints {
    func fork(_ request: ManagedRequest) async throws -> JSONValue {
        let source = try await store.session(request.parameter("id"))
        guard let id = SessionID(request.origin.id(.session)) else { throw ManagedError.internalError }
        if let session = try await made(id, request) { return try await store.object(session, at: request.time) }
        let projection = try await store.projection(source)
        guard !projection.isBusy else {
            throw ManagedError.conflict("session \(source.record.id) runs and cannot be forked; wait until it is idle")
        }
        guard projection.waiting == nil else {
            throw ManagedError.conflict(
                "session \(source.record.id) waits for answers and cannot be forked; give them or send a user.interrupt"
            )
        }
        let title = try request.json["title"].map { try SessionDraft.title($0).map { JSONValue.string($0) } ?? .null }
        let metadata = try request.json["metadata"].map { JSONValue.object(try SessionDraft.metadata($0)) }
        try await lifecycle.create(Self.copy(source, id, title, metadata, at: request.time)) { session in
            let resources = try await materials.present(source.resources)
            if !resources.isEmpty { try await attach(resources.map(Self.wish), to: session, at: request.time) }
            try await actions.fork(source.id, into: id) { _ = try await store.session(source.record.id) }
        }
        return try await store.object(store.session(id.text), at: request.time)
    }

    private static func copy(
        _ source: StoredSession,
        _ id: SessionID,
        _ title: JSONValue?,
        _ metadata: JSONValue?,
        at time: Timestamp
    ) -> Record {
        let body: JSONValue = [
            "agent": source.agent, "environment_id": .string(source.environment), "title": title ?? source.record.body["title"] ?? .null,
            "metadata": metadata ?? .object(source.metadata), "vault_ids": .array(source.vaults), "resources": [],
            "budget": source.budget ?? .null, "first": ["agent": source.agent, "budget": source.budget ?? .null],
        ]
        let tags = StoredSession.tags(agent: source.agent, resources: [])
        return Record(StoredSession.kind, id: id.text, created: time.microseconds, tags: tags, body: body)
    }

    /// A resource as it could have been asked for.
    private static func wish(_ resource: JSONValue) -> JSONValue {
        let names = ["type", "file_id", "mount_path", "memory_store_id", "access", "instructions"]
        return .object(JSONObject((resource.object ?? JSONObject()).filter { names.contains($0.key) && !$0.value.isNull }))
    }
}
