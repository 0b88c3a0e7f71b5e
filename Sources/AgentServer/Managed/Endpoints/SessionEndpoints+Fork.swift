internal import Domain
internal import JSON
internal import ManagedAgents
internal import Records

/// Forks: sessions that begin with what another one knows, and then go their own way.
extension SessionEndpoints {
    func fork(_ request: ManagedRequest) async throws -> JSONValue {
        let source = try await store.session(request.parameter("id"))
        guard try await !store.projection(source).isBusy else {
            throw ManagedError.conflict("session \(source.record.id) runs and cannot be forked; wait until it is idle")
        }
        let title = try request.json["title"].map { try SessionDraft.title($0).map { JSONValue.string($0) } ?? .null }
        let metadata = try request.json["metadata"].map { JSONValue.object(try SessionDraft.metadata($0)) }
        guard let id = SessionID(sources.makeID(.session)) else { throw ManagedError.internalError }
        let resources = try await materials.attach(materials.present(source.resources).map(Self.wish), to: id, at: request.time)
        do {
            let record = Self.copy(source, id, resources, title, metadata, at: request.time)
            guard let stored = try await store.records.apply([.insert(record)]).first, let session = StoredSession(stored) else {
                throw ManagedError.internalError
            }
            try await actions.fork(source.id, into: id)
            return try await store.object(session, at: request.time)
        } catch {
            await undo(id)
            throw error
        }
    }

    private static func copy(
        _ source: StoredSession,
        _ id: SessionID,
        _ resources: [JSONValue],
        _ title: JSONValue?,
        _ metadata: JSONValue?,
        at time: Timestamp
    ) -> Record {
        let body: JSONValue = [
            "agent": source.agent, "environment_id": .string(source.environment), "title": title ?? source.record.body["title"] ?? .null,
            "metadata": metadata ?? .object(source.metadata), "vault_ids": .array(source.vaults), "resources": .array(resources),
            "budget": source.budget ?? .null, "first": ["agent": source.agent, "budget": source.budget ?? .null],
        ]
        let tags = StoredSession.tags(agent: source.agent, resources: resources)
        return Record(StoredSession.kind, id: id.text, created: time.microseconds, tags: tags, body: body)
    }

    /// A resource as it could have been asked for.
    private static func wish(_ resource: JSONValue) -> JSONValue {
        let names = ["type", "file_id", "mount_path", "memory_store_id", "access", "instructions"]
        return .object(JSONObject((resource.object ?? JSONObject()).filter { names.contains($0.key) && !$0.value.isNull }))
    }
}
