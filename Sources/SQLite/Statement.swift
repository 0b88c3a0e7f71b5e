internal import CSQLite

/// A value in a statement.
package enum SQLValue {
    case integer(Int)
    case text(String)
    case blob([UInt8])
    case null
}

/// A prepared statement of one connection.
///
/// Unsafe is the handle: it is valid from `init` to `deinit`, and the connection lives as long as this.
package final class Statement {
    private let handle: OpaquePointer
    private let connection: Connection

    /// Prepares the one statement in `text`.
    package init(_ text: String, on connection: Connection) throws(SQLiteFailure) {
        var handle: OpaquePointer?
        let code = sqlite3_prepare_v3(connection.handle, text, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &handle, nil)
        guard code == SQLITE_OK, let handle else { throw SQLiteFailure(code, of: connection.handle) }
        self.handle = handle
        self.connection = connection
    }

    deinit { sqlite3_finalize(handle) }

    /// Runs it to its end.
    package func run(_ values: SQLValue..., row: (borrowing Row) -> Void = { _ in }) throws(SQLiteFailure) {
        try runWhile(values) { found in
            row(found)
            return true
        }
    }

    /// Runs it while `row` wants more.
    package func runWhile(_ values: [SQLValue], row: (borrowing Row) -> Bool) throws(SQLiteFailure) {
        defer {
            sqlite3_reset(handle)
            sqlite3_clear_bindings(handle)
        }
        for (index, value) in values.enumerated() { try check(bind(value, Int32(index + 1))) }
        while true {
            let code = sqlite3_step(handle)
            guard code == SQLITE_ROW else {
                guard code == SQLITE_DONE else { throw SQLiteFailure(code, of: connection.handle) }
                return
            }
            guard row(Row(handle)) else { return }
        }
    }

    private func bind(_ value: SQLValue, _ place: Int32) -> Int32 {
        switch value {
        case .integer(let number): return sqlite3_bind_int64(handle, place, Int64(number))
        case .null: return sqlite3_bind_null(handle, place)
        case .blob(let bytes):
            guard let count = Int32(exactly: bytes.count) else { return SQLITE_TOOBIG }
            return bytes.withUnsafeBytes { roost_sqlite_bind_blob(handle, place, $0.baseAddress, count) }
        case .text(var text):
            return text.withUTF8 { bytes in
                guard let count = Int32(exactly: bytes.count) else { return SQLITE_TOOBIG }
                return bytes.withMemoryRebound(to: CChar.self) { roost_sqlite_bind_text(handle, place, $0.baseAddress, count) }
            }
        }
    }

    private func check(_ code: Int32) throws(SQLiteFailure) {
        guard code == SQLITE_OK else { throw SQLiteFailure(code, of: connection.handle) }
    }
}
