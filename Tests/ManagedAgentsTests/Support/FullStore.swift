import Records

/// A store that has no room left.
struct FullStore: RecordStore {
    private let empty = MemoryRecordStore()

    func record(_ kind: RecordKind, id: String) async throws(RecordError) -> Record? { try await empty.record(kind, id: id) }

    func record(_ kind: RecordKind, parent: String?, key: String) async throws(RecordError) -> Record? {
        try await empty.record(kind, parent: parent, key: key)
    }

    func page(_ query: RecordQuery) async throws(RecordError) -> RecordPage { try await empty.page(query) }

    func count(_ kind: RecordKind, parent: String?) async throws(RecordError) -> Int { 0 }

    func apply(_ changes: [RecordChange]) async throws(RecordError) -> [Record] { throw RecordError(.full, "no room at /secret/path") }

    func purge(_ kind: RecordKind, expiredAt time: Int64, limit: Int) async throws(RecordError) -> [Record] { [] }

    func close() async {}
}
