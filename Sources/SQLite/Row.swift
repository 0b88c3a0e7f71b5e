internal import CSQLite

/// One row that a statement gives, valid only while the statement shows it: it is handed to a closure that does not keep it.
package struct Row: ~Copyable {
    private let statement: OpaquePointer

    init(_ statement: OpaquePointer) { self.statement = statement }

    /// A number; NULL counts as 0.
    package func integer(_ column: Int32) -> Int { Int(sqlite3_column_int64(statement, column)) }

    /// A number, or `nil` for NULL.
    package func optionalInteger(_ column: Int32) -> Int? {
        sqlite3_column_type(statement, column) == SQLITE_NULL ? nil : integer(column)
    }

    /// Text; NULL counts as empty.
    package func text(_ column: Int32) -> String { String(decoding: bytes(column), as: UTF8.self) }

    /// Text, or `nil` for NULL.
    package func optionalText(_ column: Int32) -> String? { sqlite3_column_type(statement, column) == SQLITE_NULL ? nil : text(column) }

    /// Bytes; NULL counts as none.
    package func bytes(_ column: Int32) -> [UInt8] {
        // SQLite's order of calls: the pointer first, then its length.
        guard let start = sqlite3_column_blob(statement, column) else { return [] }
        return Array(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column))))
    }

    /// How many bytes a column has.
    package func byteCount(_ column: Int32) -> Int { Int(sqlite3_column_bytes(statement, column)) }
}
