import Records
import TestSupport

/// Records that somebody else changes all the time, or that are slow to change, as a test says.
struct RestlessRecords: RecordStore {
    let store = MemoryRecordStore()
    /// Whether these changes find a record that has been changed meanwhile.
    let isStale = Shared<@Sendable ([RecordChange]) -> Bool>({ _ in false })
    /// Called before changes are made.
    let meanwhile = Shared<@Sendable ([RecordChange]) async -> Void>({ _ in })

    func record(_ kind: RecordKind, id: String) async throws(RecordError) -> Record? { try await store.record(kind, id: id) }

    func record(_ kind: RecordKind, parent: String?, key: String) async throws(RecordError) -> Record? {
        try await store.record(kind, parent: parent, key: key)
    }

    func page(_ query: RecordQuery) async throws(RecordError) -> RecordPage { try await store.page(query) }

    func count(_ kind: RecordKind, parent: String?) async throws(RecordError) -> Int { try await store.count(kind, parent: parent) }

    func apply(_ changes: [RecordChange]) async throws(RecordError) -> [Record] {
        await meanwhile.value(changes)
        guard !isStale.value(changes) else { throw RecordError(.stale, "somebody else has changed it") }
        return try await store.apply(changes)
    }

    func purge(_ kind: RecordKind, expiredAt time: Int64, keeping: Int) async throws(RecordError) -> [Record] {
        try await store.purge(kind, expiredAt: time, keeping: keeping)
    }

    func close() async {}
}
