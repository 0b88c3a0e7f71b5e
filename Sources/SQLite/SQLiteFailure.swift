internal import CSQLite
internal import Glibc

/// A call of SQLite that did not succeed.
package struct SQLiteFailure: Error {
    /// SQLite's extended result code.
    package let code: Int32
    /// The errno of the system call behind it; 0 when there was none.
    let systemError: Int32
    /// SQLite's own words.
    let text: String

    /// The last failure of a connection.
    init(_ code: Int32, of connection: OpaquePointer?) {
        self.code = code
        systemError = connection.map { sqlite3_system_errno($0) } ?? 0
        text = String(cString: connection.flatMap { sqlite3_errmsg($0) } ?? sqlite3_errstr(code))
    }

    /// A failure of a file, which the connection does not know of.
    init(_ code: Int32) {
        self.code = code
        systemError = 0
        text = String(cString: sqlite3_errstr(code))
    }

    /// The failure of an operation on a file, as its store tells it.
    package func error(_ operation: String, _ file: DatabaseFile) -> DatabaseError {
        let system = systemError == 0 ? "" : ", \(String(cString: strerror(systemError)))"
        return DatabaseError(
            kind,
            "cannot \(operation) the \(file.form.name) \(file.path): \(text) (SQLite \(code)\(system)); \(advice)"
        )
    }

    private var kind: DatabaseError.Code {
        switch code & 0xFF {
        case SQLITE_FULL, SQLITE_TOOBIG: .full
        case SQLITE_CORRUPT, SQLITE_NOTADB: .damaged
        case SQLITE_BUSY, SQLITE_LOCKED: .inUse
        default: [ENOSPC, EDQUOT, EFBIG].contains(systemError) ? .full : .io
        }
    }

    private var advice: String {
        switch kind {
        case .full: "make room, or let older sessions be removed"
        case .damaged: "put the file back from a backup, or move it away to begin anew"
        case .inUse: "stop the other process that uses it"
        case .io, .newerSchema: "look at the disk and at the rights of the file and its folder"
        }
    }
}
