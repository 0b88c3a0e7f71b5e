internal import Synchronization

/// Records in memory, for tests and for embedders that keep nothing.
public final class MemoryRecordStore: RecordStore {
    private struct State {
        var table = RecordTable()
        var isClosed = false
    }

    private let state = Mutex(State())

    /// An empty store.
    public init() {}

    /// A record by its id.
    public func record(_ kind: RecordKind, id: String) async throws(RecordError) -> Record? {
        try change { $0.record(kind, id: id) }
    }

    /// A record by its key.
    public func record(_ kind: RecordKind, parent: String?, key: String) async throws(RecordError) -> Record? {
        try change { $0.record(kind, parent: parent, key: key) }
    }

    /// Records in order.
    public func page(_ query: RecordQuery) async throws(RecordError) -> RecordPage { try change { $0.page(query) } }

    /// How many there are.
    public func count(_ kind: RecordKind, parent: String?) async throws(RecordError) -> Int {
        try change { $0.count(kind, parent: parent) }
    }

    /// Makes all changes or none.
    @discardableResult
    public func apply(_ changes: [RecordChange]) async throws(RecordError) -> [Record] {
        try change { table throws(RecordError) in
            var next = table
            var left: [Record] = []
            for change in changes { if let record = try next.apply(change) { left.append(record) } }
            table = next
            return left
        }
    }

    /// Removes what has expired.
    public func purge(_ kind: RecordKind, expiredAt time: Int64, limit: Int) async throws(RecordError) -> [Record] {
        try change { $0.purge(kind, time, limit) }
    }

    /// Later calls throw `closed`.
    public func close() async { state.withLock { $0.isClosed = true } }

    private func change<T: Sendable>(_ body: (inout RecordTable) throws(RecordError) -> T) throws(RecordError) -> T {
        try state.withLock { state throws(RecordError) in
            guard !state.isClosed else { throw .afterClose }
            return try body(&state.table)
        }
    }
}
