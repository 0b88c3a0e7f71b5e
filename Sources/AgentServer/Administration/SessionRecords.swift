internal import Domain
internal import EventLoop
internal import ManagedAgents
internal import Records
internal import RecordsSQLite

/// What a data folder keeps of sessions of /v1 besides their journals, for the time in which no server runs.
struct SessionRecords: Sendable {
    let store: any RecordStore

    /// Calls `body` with the records of a data folder; with none where /v1 has never been served from it.
    ///
    /// - Throws: `RecordError` when they cannot be opened, what `body` throws.
    static func with<Value>(_ root: DataRoot, _ body: (SessionRecords?) async throws -> Value) async throws -> Value {
        let path = "\(root.path)/roost/records.sqlite3"
        guard await BlockingExecutor.shared.perform({ Files.exists(path) }) else { return try await body(nil) }
        let store = try await SQLiteRecordStore.open(at: path)
        let result: Result<Value, any Error>
        do { result = .success(try await body(SessionRecords(store: store))) } catch { result = .failure(error) }
        await store.close()
        return try result.get()
    }

    /// Removes what is kept of a session around `body`, which removes the rest. What is cut short is finished by the next server.
    ///
    /// - Throws: What `body` throws; then the session stays as it was. `RecordError`.
    static func removing(_ id: SessionID, from records: SessionRecords?, _ body: () async throws -> Void) async throws {
        guard let store = records?.store, let former = try await store.session(id) else { return try await body() }
        var marked = former
        marked.intend(.remove)
        marked.record.archived = former.record.archived ?? former.record.updated
        try await store.apply([.replace(marked.record)])
        do { try await body() } catch {
            if var session = try? await store.session(id) {
                session.record.archived = former.record.archived
                session.intend(former.intent)
                _ = try? await store.apply([.replace(session.record)])
            }
            throw error
        }
        try await FileShelf.forgetAll(of: id.text, in: store)
        try await store.apply(marked.leaving)
    }
}

extension RecordStore {
    fileprivate func session(_ id: SessionID) async throws -> StoredSession? {
        try await record(StoredSession.kind, id: id.text).flatMap(StoredSession.unfinished)
    }
}
