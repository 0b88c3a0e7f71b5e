internal import CSQLite

/// One open SQLite file. One thread at a time uses it: the class is not `Sendable`, and its owner keeps it inside a `Mutex`.
///
/// Unsafe is the handle: it is valid from `init` to `deinit`, and statements hold on to their connection.
package final class Connection {
    let handle: OpaquePointer
    /// Frames in the write-ahead log as of the last commit. SQLite writes here, so it has an address of its own until `deinit`.
    private let frames: UnsafeMutablePointer<Int32>

    /// Opens an existing file for reading and writing.
    init(path: String) throws(SQLiteFailure) {
        var handle: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        // A relative name could begin with `file:`, which SQLite takes for the start of a URI.
        let code = sqlite3_open_v2(path.hasPrefix("/") ? path : "./" + path, &handle, flags, nil)
        guard code == SQLITE_OK, let handle else {
            let failure = SQLiteFailure(code, of: handle)
            sqlite3_close_v2(handle)
            throw failure
        }
        self.handle = handle
        frames = .allocate(capacity: 1)
        frames.initialize(to: 0)
        roost_sqlite_watch_log(handle, frames)
        roost_sqlite_keep_log_on_close(handle, 1)
    }

    deinit {
        sqlite3_close_v2(handle)
        frames.deallocate()
    }

    /// Frames in the write-ahead log that hold commits.
    package var logFrames: Int {
        get { Int(frames.pointee) }
        set { frames.pointee = Int32(truncatingIfNeeded: newValue) }
    }

    /// Whether a transaction is open.
    package var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

    /// Runs statements that give no rows, or whose rows do not matter.
    package func execute(_ statements: String) throws(SQLiteFailure) {
        try check(sqlite3_exec(handle, statements, nil, nil, nil))
    }

    /// The number that a pragma or a query of one row gives.
    package func integer(_ query: String) throws(SQLiteFailure) -> Int {
        var value = 0
        try Statement(query, on: self).run { row in value = row.integer(0) }
        return value
    }

    /// The text that a pragma gives.
    package func text(_ query: String) throws(SQLiteFailure) -> String {
        var value = ""
        try Statement(query, on: self).run { row in value = row.text(0) }
        return value
    }

    /// Moves everything from the write-ahead log into the database.
    ///
    /// - Parameter empties: Whether the log's file is made empty as well.
    package func checkpoint(empties: Bool) throws(SQLiteFailure) {
        var logged: Int32 = 0
        var moved: Int32 = 0
        try check(sqlite3_wal_checkpoint_v2(handle, nil, empties ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE, &logged, &moved))
        if logged == moved { logFrames = 0 }
    }

    /// Removes from the write-ahead log whatever no commit has made valid, and makes the rest fit to be flushed.
    package func cutLog(pageSize: Int) throws(SQLiteFailure) {
        let code = roost_sqlite_cut_log(handle, frames.pointee, Int32(pageSize))
        guard code == SQLITE_OK else { throw SQLiteFailure(code) }
    }

    /// Lets `deinit` move the write-ahead log into the database and remove it, which it does not without this.
    package func mergeLogOnClose() { roost_sqlite_keep_log_on_close(handle, 0) }

    private func check(_ code: Int32) throws(SQLiteFailure) {
        guard code == SQLITE_OK else { throw SQLiteFailure(code, of: handle) }
    }
}
