internal import Journal
internal import SQLite

extension Store {
    /// Events or pages that one step gives up.
    static let tidyCount = 256

    /// Does one bounded step of giving back the room of removed sessions.
    ///
    /// - Returns: Whether there is more to do.
    func tidy() throws(SQLiteFailure) -> Bool {
        let id = try connection.integer("SELECT session FROM removal ORDER BY session LIMIT 1")
        guard id == 0 else {
            try dropSome(of: id)
            return true
        }
        guard try connection.integer("PRAGMA freelist_count") > 0 else { return false }
        try connection.execute("PRAGMA incremental_vacuum(\(Self.tidyCount))")
        return true
    }

    private func dropSome(of id: Int) throws(SQLiteFailure) {
        try begin(.committed)
        let range = "key >= \(Self.key(id, 0)) AND key <= \(Self.key(id, Self.lastNumber))"
        try connection.execute("DELETE FROM event WHERE key IN (SELECT key FROM event WHERE \(range) LIMIT \(Self.tidyCount))")
        if try connection.integer("SELECT changes()") < Self.tidyCount {
            try connection.execute("DELETE FROM removal WHERE session = \(id)")
        }
        try end(keeps: true)
    }
}
