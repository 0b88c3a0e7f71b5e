internal import JSON
public import Records
internal import Synchronization

/// A store that takes in everything but the first answers to requests that may be repeated: to whoever comes again it is as if the server had
/// been killed after the work.
public final class ForgetfulStore: RecordStore {
    private let records = MemoryRecordStore()
    private let losses: Mutex<Int>

    /// - Parameter losses: Answers that are lost.
    public init(losses: Int) { self.losses = Mutex(losses) }

    /// As `RecordStore` says.
    public func record(_ kind: RecordKind, id: String) async throws(RecordError) -> Record? { try await records.record(kind, id: id) }

    /// As `RecordStore` says.
    public func record(_ kind: RecordKind, parent: String?, key: String) async throws(RecordError) -> Record? {
        try await records.record(kind, parent: parent, key: key)
    }

    /// As `RecordStore` says.
    public func page(_ query: RecordQuery) async throws(RecordError) -> RecordPage { try await records.page(query) }

    /// As `RecordStore` says.
    public func count(_ kind: RecordKind, parent: String?) async throws(RecordError) -> Int {
        try await records.count(kind, parent: parent)
    }

    /// Fails for an answer that is to be lost.
    public func apply(_ changes: [RecordChange]) async throws(RecordError) -> [Record] {
        if changes.contains(where: Self.isAnswer), takeLoss() { throw RecordError(.io, "the answer is lost, as the test wants it") }
        return try await records.apply(changes)
    }

    private static func isAnswer(_ change: RecordChange) -> Bool {
        switch change {
        case .insert(let record), .replace(let record): record.kind.rawValue == "idempotency" && record.body["status"] != nil
        default: false
        }
    }

    private func takeLoss() -> Bool {
        losses.withLock { losses in
            guard losses > 0 else { return false }
            losses -= 1
            return true
        }
    }

    /// As `RecordStore` says.
    public func purge(_ kind: RecordKind, expiredAt time: Int64, limit: Int) async throws(RecordError) -> [Record] {
        try await records.purge(kind, expiredAt: time, limit: limit)
    }

    /// As `RecordStore` says.
    public func close() async { await records.close() }
}
