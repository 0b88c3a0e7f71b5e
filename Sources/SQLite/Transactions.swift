/// Transactions of one connection, one at a time.
package struct Transactions {
    private let beginning: Statement
    private let commitment: Statement
    private let rollback: Statement

    package init(on connection: Connection) throws(SQLiteFailure) {
        beginning = try Statement("BEGIN IMMEDIATE", on: connection)
        commitment = try Statement("COMMIT", on: connection)
        rollback = try Statement("ROLLBACK", on: connection)
    }

    /// Begins one, with the lock to write.
    package func begin() throws(SQLiteFailure) { try beginning.run() }

    /// Makes what the open one has written valid, or undoes it.
    package func end(keeps: Bool) throws(SQLiteFailure) { try (keeps ? commitment : rollback).run() }
}
