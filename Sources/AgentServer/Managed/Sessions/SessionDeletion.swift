internal import JSON
internal import ManagedAgents
internal import Records

/// Removes a session for good, in an order that survives a crash: its record says so first and goes last.
struct SessionDeletion: Sendable {
    let store: SessionStore
    let actions: SessionActions
    let materials: any SessionMaterials

    private static let tag = "removing"
    private static let page = 100

    /// Removes a session in which nothing runs.
    func delete(_ session: StoredSession) async throws {
        var session = session
        session.set("removing", true)
        session.record.tags = [Self.tag]
        session.record.archived = session.record.archived ?? session.record.updated
        try await store.records.apply([.replace(session.record)])
        try await finish(session)
    }

    private func finish(_ session: StoredSession) async throws {
        try await actions.remove(session.id)
        store.checkpoints.forget(session.id)
        try await materials.removeAll(of: session.id)
        try await store.records.apply([.delete(StoredSession.kind, id: session.record.id)])
    }

    /// Goes on with what a server that was killed has begun.
    func resume() async throws {
        var query = RecordQuery(StoredSession.kind, order: .ascending, limit: Self.page)
        query.tags = [[Self.tag]]
        query.includesArchived = true
        while case let page = try await store.records.page(query), !page.records.isEmpty {
            for var record in page.records {
                query.after = record.ordinal
                record.body = .object(JSONObject((record.body.object ?? JSONObject()).filter { $0.key != "removing" }))
                if let session = StoredSession(record) { try await finish(session) }
            }
        }
    }
}
