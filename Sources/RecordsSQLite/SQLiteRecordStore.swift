internal import EventLoop
public import Records
package import SQLite
internal import Synchronization

/// Records in one SQLite file, which this process has to itself. Every transaction is flushed. Close it.
public final class SQLiteRecordStore: RecordStore {
    private let desk: Mutex<RecordDesk>

    private init(_ desk: sending RecordDesk) { self.desk = Mutex(desk) }

    /// Opens the store in the file at `path`, which is made with mode 0600 unless it is there. Its folder must be there.
    ///
    /// - Throws: `RecordError` with code `inUse`, `newerSchema`, `damaged`, `full` or `io`. Nothing has been changed after the middle two.
    public static func open(at path: String) async throws(RecordError) -> SQLiteRecordStore {
        try await open(at: path, mode: nil, checkpointFrames: 1000)
    }

    /// The same, with the way of keeping the file whole and the length of the write-ahead log.
    package static func open(at path: String, mode: JournalMode?, checkpointFrames: Int) async throws(RecordError) -> SQLiteRecordStore {
        let result = await BlockingExecutor.records.perform { () -> Result<SQLiteRecordStore, RecordError> in
            do throws(RecordError) {
                return .success(SQLiteRecordStore(try RecordDesk(path: path, mode: mode, checkpointFrames: checkpointFrames)))
            } catch { return .failure(error) }
        }
        return try result.get()
    }

    /// A record by its id.
    public func record(_ kind: RecordKind, id: String) async throws(RecordError) -> Record? {
        try await read { tables throws(SQLiteFailure) in try tables.record(kind, id: id) }
    }

    /// A record by its key.
    public func record(_ kind: RecordKind, parent: String?, key: String) async throws(RecordError) -> Record? {
        try await read { tables throws(SQLiteFailure) in try tables.record(kind, parent: parent, key: key) }
    }

    /// Records in order.
    public func page(_ query: RecordQuery) async throws(RecordError) -> RecordPage {
        try await read { tables throws(SQLiteFailure) in try tables.page(query) }
    }

    /// How many there are.
    public func count(_ kind: RecordKind, parent: String?) async throws(RecordError) -> Int {
        try await read { tables throws(SQLiteFailure) in try tables.tally(kind, parent).all }
    }

    /// Makes all changes or none.
    @discardableResult
    public func apply(_ changes: [RecordChange]) async throws(RecordError) -> [Record] {
        try await write { tables throws(RecordFailure) in try tables.apply(changes) }
    }

    /// Removes what has expired.
    public func purge(_ kind: RecordKind, expiredAt time: Int64, limit: Int) async throws(RecordError) -> [Record] {
        try await write { tables throws(RecordFailure) in
            do throws(SQLiteFailure) {
                let records = try tables.expired(kind, time, limit)
                for record in records { try tables.remove(record) }
                return records
            } catch { throw .file(error) }
        }
    }

    /// Moves everything into the one file, and closes it.
    public func close() async { await BlockingExecutor.records.perform { [self] in desk.withLock { $0.close() } } }

    private func read<T: Sendable>(_ work: @escaping @Sendable (RecordTables) throws(SQLiteFailure) -> T) async throws(RecordError) -> T {
        try await run { desk throws(RecordError) in try desk.read(work) }
    }

    private func write<T: Sendable>(_ work: @escaping @Sendable (RecordTables) throws(RecordFailure) -> T) async throws(RecordError) -> T {
        try await run { desk throws(RecordError) in try desk.write(work) }
    }

    private func run<T: Sendable>(_ work: @escaping @Sendable (inout RecordDesk) throws(RecordError) -> T) async throws(RecordError) -> T {
        let result = await BlockingExecutor.records.perform { [self] () -> Result<T, RecordError> in
            desk.withLock { desk in
                do throws(RecordError) { return .success(try work(&desk)) } catch { return .failure(error) }
            }
        }
        return try result.get()
    }
}
