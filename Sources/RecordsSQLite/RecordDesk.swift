internal import Records
internal import SQLite

/// Works on one file of records, and mends it after a failure. One thread at a time; its calls block.
struct RecordDesk {
    private let file: DatabaseFile
    /// The open file; `nil` once closed, or while it cannot be opened again after a failure.
    private var tables: RecordTables?
    /// Frames of the write-ahead log that were valid before a write that has failed; `nil` when there was none.
    private var mendingFrames: Int?
    /// Frames of the write-ahead log from which on it is moved into the database.
    private var checkpointAt: Int
    private var isClosed = false

    /// Opens a file, which is made unless it is there.
    init(path: String, mode: JournalMode?, checkpointFrames: Int) throws(RecordError) {
        checkpointAt = checkpointFrames
        do throws(DatabaseError) {
            file = try DatabaseFile(path: path, form: .records, mode: mode, checkpointFrames: checkpointFrames)
            let connection = try file.open()
            let file = file
            do throws(SQLiteFailure) { tables = try RecordTables(connection) } catch { throw error.error("open", file) }
        } catch { throw RecordError(error) }
    }

    /// Reads.
    mutating func read<T>(_ work: (RecordTables) throws(SQLiteFailure) -> T) throws(RecordError) -> T {
        let tables = try readable()
        do throws(SQLiteFailure) { return try work(tables) } catch { throw RecordError(error.error("read", file)) }
    }

    /// Makes changes in one transaction that is flushed, or none.
    mutating func write<T>(_ work: (RecordTables) throws(RecordFailure) -> T) throws(RecordError) -> T {
        let tables = try writable()
        let frames = tables.connection.logFrames
        do throws(RecordFailure) {
            let result = try transaction(tables, work)
            checkpointIfLarge(tables)
            return result
        } catch {
            switch error {
            case .request(let refusal): throw refusal
            case .file(let failure):
                mendingFrames = frames
                // If that fails too, the next call tries again and tells why.
                try? mend()
                throw RecordError(failure.error("write to", file))
            }
        }
    }

    private func transaction<T>(_ tables: RecordTables, _ work: (RecordTables) throws(RecordFailure) -> T) throws(RecordFailure) -> T {
        do throws(SQLiteFailure) { try tables.transactions.begin() } catch { throw .file(error) }
        let result: T
        do throws(RecordFailure) { result = try work(tables) } catch {
            guard case .request = error else { throw error }
            do throws(SQLiteFailure) { try tables.transactions.end(keeps: false) } catch { throw .file(error) }
            throw error
        }
        do throws(SQLiteFailure) { try tables.transactions.end(keeps: true) } catch { throw .file(error) }
        return result
    }

    /// Undoes what a failed write has left in the file and opens it again. A commit whose flush failed may be whole in the write-ahead log,
    /// and valid after a restart: the log is cut.
    private mutating func mend() throws(RecordError) {
        guard let frames = mendingFrames else { return }
        do throws(SQLiteFailure) {
            if let tables { try cut(tables, frames) }
            tables = nil
            tables = try RecordTables(try file.reopen(frames: frames))
            mendingFrames = nil
        } catch { throw RecordError(error.error("mend", file)) }
    }

    private func cut(_ tables: RecordTables, _ frames: Int) throws(SQLiteFailure) {
        if tables.connection.isInTransaction { try? tables.connection.execute("ROLLBACK") }
        guard file.mode == .writeAheadLog else { return }
        tables.connection.logFrames = frames
        try tables.connection.cutLog(pageSize: tables.pageSize)
    }

    /// Also one that takes no writes for now: its index does not know of the commit that failed.
    private mutating func readable() throws(RecordError) -> RecordTables {
        guard !isClosed, let tables else { return try usable() }
        return tables
    }

    private mutating func usable() throws(RecordError) -> RecordTables {
        guard !isClosed else { throw .afterClose }
        try mend()
        guard let tables else { throw RecordError(.io, "the store of records \(file.path) is not open; restart the program") }
        return tables
    }

    /// With room in its log.
    private mutating func writable() throws(RecordError) -> RecordTables {
        let tables = try usable()
        guard tables.connection.logFrames >= file.logLimit else { return tables }
        do throws(SQLiteFailure) { try tables.connection.checkpoint(empties: false) } catch {
            throw RecordError(error.error("checkpoint", file))
        }
        return tables
    }

    /// A checkpoint that fails loses nothing, and is tried again when the log has grown by as much again.
    private mutating func checkpointIfLarge(_ tables: RecordTables) {
        guard tables.connection.logFrames >= checkpointAt else { return }
        do throws(SQLiteFailure) {
            try tables.connection.checkpoint(empties: false)
            checkpointAt = file.checkpointFrames
        } catch { checkpointAt = tables.connection.logFrames + file.checkpointFrames }
    }

    /// Moves everything into the one file, and closes it.
    mutating func close() {
        isClosed = true
        if mendingFrames == nil { tables?.connection.mergeLogOnClose() }
        tables = nil
    }
}

extension RecordError.Code: FileFailureCode {}

extension RecordError {
    /// What is wrong with the file, as a store of records tells it.
    init(_ error: DatabaseError) { self.init(Code(error.code), error.message) }
}
