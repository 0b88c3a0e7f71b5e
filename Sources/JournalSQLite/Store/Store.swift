internal import Domain
internal import Journal
internal import SQLite

/// The tables of an open file, with the statements that work on them. Not `Sendable`: its owner uses it on one thread at a time.
final class Store {
    /// No event has a number above this: it is half of a key.
    static let lastNumber = Int(UInt32.max)

    let connection: Connection
    let file: DatabaseFile
    /// The number of times that the file has been opened by a process.
    let generation: Int
    /// How many sessions there are, as of the last commit.
    var sessionCount: Int
    let pageSize: Int
    private(set) var isFlushing = true

    private let transactions: Transactions
    let findSession: Statement
    let addSession: Statement
    let changeSession: Statement
    let dropSession: Statement
    let putSnapshot: Statement
    let dropSnapshot: Statement
    let addEvent: Statement
    let findEvents: Statement
    let dropEvents: Statement
    let listHeads: Statement
    let listOpenHeads: Statement
    let listClosedHeads: Statement
    let addRemoval: Statement

    init(_ connection: Connection, _ file: DatabaseFile) throws(SQLiteFailure) {
        func prepare(_ text: String) throws(SQLiteFailure) -> Statement { try Statement(text, on: connection) }
        self.connection = connection
        self.file = file
        generation = try connection.integer("SELECT value FROM meta WHERE name = 'generation'")
        sessionCount = try connection.integer("SELECT COUNT(*) FROM session")
        pageSize = try connection.integer("PRAGMA page_size")
        let heads = "SELECT \(StoreRow.columns) FROM session JOIN snapshot ON snapshot.session = session.id WHERE"
        transactions = try Transactions(on: connection)
        findSession = try prepare("\(heads) name = ?1")
        addSession = try prepare(
            """
            INSERT INTO session (name, next, fence, created, last_time, byte_count, is_open) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            RETURNING id
            """
        )
        changeSession = try prepare(
            "UPDATE session SET next = ?2, fence = ?3, last_time = ?4, byte_count = ?5, is_open = ?6 WHERE id = ?1"
        )
        dropSession = try prepare("DELETE FROM session WHERE id = ?1")
        putSnapshot = try prepare("INSERT OR REPLACE INTO snapshot VALUES (?1, ?2)")
        dropSnapshot = try prepare("DELETE FROM snapshot WHERE session = ?1")
        addEvent = try prepare("INSERT INTO event VALUES (?1, ?2, ?3, ?4, ?5)")
        findEvents = try prepare("SELECT key, time, turn, kind, body FROM event WHERE key > ?1 AND key <= ?2 ORDER BY key LIMIT ?3")
        dropEvents = try prepare("DELETE FROM event WHERE key >= ?1 AND key <= ?2")
        listHeads = try prepare("\(heads) name > ?1 ORDER BY name LIMIT ?2")
        listOpenHeads = try prepare("\(heads) is_open AND name > ?1 ORDER BY name LIMIT ?2")
        listClosedHeads = try prepare("\(heads) NOT is_open AND name > ?1 ORDER BY name LIMIT ?2")
        addRemoval = try prepare("INSERT INTO removal VALUES (?1)")
    }

    /// Begins a transaction that is flushed at its commit, or one that only survives the process.
    func begin(_ durability: Durability) throws(SQLiteFailure) {
        let flushes = durability == .flushed || file.mode != .writeAheadLog
        if flushes != isFlushing {
            try connection.execute("PRAGMA synchronous = \(flushes ? "FULL" : "NORMAL")")
            isFlushing = flushes
        }
        try transactions.begin()
    }

    /// Makes what the open transaction has written valid, or undoes it.
    func end(keeps: Bool) throws(SQLiteFailure) { try transactions.end(keeps: keeps) }

    /// The first key of a session's event with this number.
    static func key(_ id: Int, _ number: Int) -> Int { id << 32 | number }
}
