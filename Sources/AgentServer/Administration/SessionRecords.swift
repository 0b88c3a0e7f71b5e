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

    /// A session is about to lose its journal: what is cut short from here on is finished by the next server.
    func begin(_ id: SessionID) async throws {
        guard var session = try await store.record(StoredSession.kind, id: id.text).flatMap(StoredSession.unfinished) else { return }
        session.intend(.remove)
        session.record.archived = session.record.archived ?? session.record.updated
        try await store.apply([.replace(session.record)])
    }

    /// It has lost it.
    func finish(_ id: SessionID) async throws {
        guard try await store.record(StoredSession.kind, id: id.text) != nil else { return }
        try await FileShelf.forgetAll(of: id.text, in: store)
        try await store.apply([.delete(StoredSession.kind, id: id.text)])
    }
}
