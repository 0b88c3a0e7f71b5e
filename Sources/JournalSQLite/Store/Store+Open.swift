internal import Journal

extension Store {
    /// Opens a file for the first time in this process: brings it into the newest form, and begins a generation of writers.
    static func open(_ file: StoreFile) throws(JournalError) -> Store { try prepare(file).get() }

    private static func prepare(_ file: StoreFile) -> Result<Store, JournalError> {
        do throws(SQLiteFailure) {
            let connection = try connect(file)
            let (pages, identifier) = (try connection.integer("PRAGMA page_count"), try connection.integer("PRAGMA application_id"))
            if pages > 0, identifier != Migration.applicationID { return .failure(FileHeader.foreign(identifier, file.path)) }
            let version = try connection.integer("PRAGMA user_version")
            if version > Migration.steps.count { return .failure(newer(version, file)) }
            try migrate(connection, from: version)
            try choose(file.mode, connection)
            if file.mode == .writeAheadLog { try connection.checkpoint(empties: true) }
            try connection.execute("PRAGMA synchronous = FULL; UPDATE meta SET value = value + 1 WHERE name = 'generation'")
            return .success(try Store(connection, file))
        } catch {
            return .failure(error.error("open", file.path))
        }
    }

    private static func newer(_ version: Int, _ file: StoreFile) -> JournalError {
        JournalError(
            .newerSchema,
            "the journal \(file.path) has schema version \(version), and this program knows versions up to \(Migration.steps.count); "
                + "it was left as it is: use the program that wrote it, or a newer one"
        )
    }

    /// Opens it again after a failure, and changes nothing.
    ///
    /// - Parameter frames: How many frames of the write-ahead log are valid.
    static func reopen(_ file: StoreFile, generation: Int, frames: Int) throws(JournalError) -> Store {
        let store: Store
        do throws(SQLiteFailure) {
            let connection = try connect(file)
            try choose(file.mode, connection)
            connection.logFrames = frames
            store = try Store(connection, file)
        } catch { throw error.error("reopen", file.path) }
        guard store.generation == generation else {
            throw JournalError(.inUse, "another process has taken over the journal \(file.path) meanwhile; stop one of the two")
        }
        return store
    }

    /// The lock is kept from the first access on, which also makes the index of the write-ahead log one in memory, without a file.
    private static func connect(_ file: StoreFile) throws(SQLiteFailure) -> Connection {
        let connection = try Connection(path: file.path)
        try connection.execute(
            """
            PRAGMA locking_mode = EXCLUSIVE;
            PRAGMA temp_store = MEMORY;
            PRAGMA cache_size = -2000;
            PRAGMA trusted_schema = OFF;
            """
        )
        return connection
    }

    private static func choose(_ mode: JournalMode, _ connection: Connection) throws(SQLiteFailure) {
        let (word, settings) =
            switch mode {
            case .writeAheadLog: ("wal", "PRAGMA journal_size_limit = \(Store.logLimit)")
            case .rollbackJournal: ("truncate", "PRAGMA synchronous = FULL")
            }
        _ = try connection.text("PRAGMA journal_mode = \(word)")
        try connection.execute(settings)
    }

    private static func migrate(_ connection: Connection, from version: Int) throws(SQLiteFailure) {
        for (index, step) in Migration.steps.enumerated().dropFirst(version) {
            try connection.execute("BEGIN; \(step); PRAGMA user_version = \(index + 1); COMMIT")
        }
    }
}
