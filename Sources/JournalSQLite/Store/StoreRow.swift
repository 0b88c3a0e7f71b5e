internal import Domain
internal import Journal
internal import SQLite

/// A session as the file knows it.
struct StoreRow {
    /// Its number in the file, part of its events' keys.
    let id: Int
    var head: JournalHead
}

extension StoreRow {
    static let columns = "id, name, next, fence, created, last_time, byte_count, is_open, state"

    /// From a row of `columns`; `nil` when it is no session of ours.
    init?(_ row: borrowing Row) {
        guard let session = SessionID(row.text(1)) else { return nil }
        id = row.integer(0)
        head = JournalHead(
            session: session,
            next: row.integer(2),
            fence: Fence(rawValue: row.integer(3)),
            created: Int64(row.integer(4)),
            lastTime: Int64(row.integer(5)),
            byteCount: row.integer(6),
            snapshot: SessionSnapshot(state: row.bytes(8), isOpen: row.integer(7) != 0)
        )
    }
}
