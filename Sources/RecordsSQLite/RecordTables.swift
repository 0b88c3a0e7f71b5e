internal import JSON
internal import Records
internal import SQLite

typealias RecordFailure = TransactionFailure<RecordError>

/// The tables of an open file, with the statements that work on them. Not `Sendable`: its owner uses it on one thread at a time.
final class RecordTables {
    let connection: Connection
    let pageSize: Int
    let transactions: Transactions
    let findID: Statement
    let findKey: Statement
    let add: Statement
    let change: Statement
    let drop: Statement
    let dropChildren: Statement
    let addTag: Statement
    let dropTags: Statement
    let dropChildTags: Statement
    let dropTagged: Statement
    let dropTagsOfTagged: Statement
    let findTally: Statement
    let findExpired: Statement

    static let columns = "ordinal, kind, id, parent, key, revision, created, updated, archived, expires, tags, body"

    init(_ connection: Connection) throws(SQLiteFailure) {
        func prepare(_ text: String) throws(SQLiteFailure) -> Statement { try Statement(text, on: connection) }
        self.connection = connection
        pageSize = try connection.integer("PRAGMA page_size")
        transactions = try Transactions(on: connection)
        findID = try prepare("SELECT \(Self.columns) FROM record WHERE kind = ?1 AND id = ?2")
        findKey = try prepare("SELECT \(Self.columns) FROM record WHERE kind = ?1 AND IFNULL(parent, '') = IFNULL(?2, '') AND key = ?3")
        add = try prepare(
            """
            INSERT INTO record (kind, id, parent, key, revision, created, updated, archived, expires, tags, body)
            VALUES (?1, ?2, ?3, ?4, 1, ?5, ?6, ?7, ?8, ?9, ?10) RETURNING ordinal
            """
        )
        change = try prepare(
            """
            UPDATE record SET key = ?2, revision = ?3, updated = ?4, archived = ?5, expires = ?6, tags = ?7, body = ?8 WHERE ordinal = ?1
            """
        )
        drop = try prepare("DELETE FROM record WHERE ordinal = ?1")
        dropChildren = try prepare("DELETE FROM record WHERE kind = ?1 AND parent = ?2")
        addTag = try prepare("INSERT OR IGNORE INTO tag VALUES (?1, ?2, ?3)")
        dropTags = try prepare("DELETE FROM tag WHERE ordinal = ?1")
        dropChildTags = try prepare("DELETE FROM tag WHERE ordinal IN (SELECT ordinal FROM record WHERE kind = ?1 AND parent = ?2)")
        let tagged = "ordinal IN (SELECT ordinal FROM tag WHERE kind = ?1 AND tag = ?2)"
        dropTagged = try prepare("DELETE FROM record WHERE \(tagged)")
        dropTagsOfTagged = try prepare("DELETE FROM tag WHERE \(tagged)")
        findTally = try prepare("SELECT total, active FROM tally WHERE kind = ?1 AND parent = IFNULL(?2, '')")
        findExpired = try prepare(
            "SELECT \(Self.columns) FROM record WHERE kind = ?1 AND expires <= ?2 ORDER BY expires, ordinal LIMIT ?3"
        )
    }
}

extension SQLValue {
    static func optional(_ text: String?) -> SQLValue { text.map { .text($0) } ?? .null }
    static func optional(_ number: Int64?) -> SQLValue { number.map { .integer(Int($0)) } ?? .null }
}
