extension DatabaseFile {
    /// The write-ahead log's file is cut to this many bytes when it begins anew.
    private static let logBytes = 8 << 20

    /// Opens it for the first time in this process, and brings it into the newest form.
    package func open() throws(DatabaseError) -> Connection { try prepare().get() }

    private func prepare() -> Result<Connection, DatabaseError> {
        do throws(SQLiteFailure) {
            let connection = try connect()
            let (pages, identifier) = (try connection.integer("PRAGMA page_count"), try connection.integer("PRAGMA application_id"))
            if pages > 0, identifier != form.applicationID { return .failure(FileHeader.foreign(identifier, path)) }
            let version = try connection.integer("PRAGMA user_version")
            if version > form.steps.count { return .failure(newer(version)) }
            try migrate(connection, from: version)
            try choose(connection)
            if mode == .writeAheadLog { try connection.checkpoint(empties: true) }
            try connection.execute("PRAGMA synchronous = FULL")
            return .success(connection)
        } catch {
            return .failure(error.error("open", self))
        }
    }

    private func newer(_ version: Int) -> DatabaseError {
        DatabaseError(
            .newerSchema,
            "the \(form.name) \(path) has schema version \(version), and this program knows versions up to \(form.steps.count); "
                + "it was left as it is: use the program that wrote it, or a newer one"
        )
    }

    /// Opens it again after a failure, and changes nothing.
    ///
    /// - Parameter frames: How many frames of the write-ahead log are valid.
    package func reopen(frames: Int) throws(SQLiteFailure) -> Connection {
        let connection = try connect()
        try choose(connection)
        connection.logFrames = frames
        return connection
    }

    /// The lock is kept from the first access on, which also makes the index of the write-ahead log one in memory, without a file.
    private func connect() throws(SQLiteFailure) -> Connection {
        let connection = try Connection(path: path)
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

    private func choose(_ connection: Connection) throws(SQLiteFailure) {
        let (word, settings) =
            switch mode {
            case .writeAheadLog: ("wal", "PRAGMA journal_size_limit = \(Self.logBytes)")
            case .rollbackJournal: ("truncate", "PRAGMA synchronous = FULL")
            }
        _ = try connection.text("PRAGMA journal_mode = \(word)")
        try connection.execute(settings)
    }

    private func migrate(_ connection: Connection, from version: Int) throws(SQLiteFailure) {
        for (index, step) in form.steps.enumerated().dropFirst(version) {
            try connection.execute("BEGIN; \(step); PRAGMA user_version = \(index + 1); COMMIT")
        }
    }
}
