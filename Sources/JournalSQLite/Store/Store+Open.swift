internal import Journal
internal import SQLite

extension Store {
    /// Opens a file for the first time in this process: brings it into the newest form, and begins a generation of writers.
    static func open(_ file: DatabaseFile) throws(JournalError) -> Store {
        let connection: Connection
        do throws(DatabaseError) { connection = try file.open() } catch { throw JournalError(error) }
        do throws(SQLiteFailure) {
            try begin(connection, file.mode)
            return try Store(connection, file)
        } catch { throw JournalError(error.error("open", file)) }
    }

    /// A generation need not be flushed before what it writes is, and every flush of the write-ahead log takes it along.
    private static func begin(_ connection: Connection, _ mode: JournalMode) throws(SQLiteFailure) {
        let (before, after) = mode == .writeAheadLog ? ("PRAGMA synchronous = NORMAL;", "; PRAGMA synchronous = FULL") : ("", "")
        try connection.execute("\(before) UPDATE meta SET value = value + 1 WHERE name = 'generation' \(after)")
    }

    /// Opens it again after a failure, and changes nothing.
    ///
    /// - Parameter frames: How many frames of the write-ahead log are valid.
    static func reopen(_ file: DatabaseFile, generation: Int, frames: Int) throws(JournalError) -> Store {
        let store: Store
        do throws(SQLiteFailure) { store = try Store(try file.reopen(frames: frames), file) } catch {
            throw JournalError(error.error("reopen", file))
        }
        guard store.generation == generation else {
            throw JournalError(.inUse, "another process has taken over the journal \(file.path) meanwhile; stop one of the two")
        }
        return store
    }
}

extension JournalError.Code: FileFailureCode {}

extension JournalError {
    /// What is wrong with the file, as a journal tells it.
    init(_ error: DatabaseError) { self.init(Code(error.code), error.message) }
}
