internal import Domain
internal import Journal
internal import SQLite

typealias WriteFailure = TransactionFailure<JournalError>

extension Store {
    /// Writes an append inside the open transaction.
    ///
    /// - Returns: What the session was before.
    func write(_ append: JournalAppend) throws(WriteFailure) -> StoreRow? {
        let old: StoreRow?
        do throws(SQLiteFailure) { old = try row(of: append.session) } catch { throw .file(error) }
        do throws(JournalError) {
            try append.check(after: old?.head)
            try Self.checkSize(append)
        } catch { throw .request(error) }
        do throws(SQLiteFailure) { try write(append, after: old) } catch { throw .file(error) }
        return old
    }

    /// Refuses what SQLite would refuse in the middle of a transaction that others share.
    private static func checkSize(_ append: JournalAppend) throws(JournalError) {
        let largest = append.events.reduce(append.snapshot?.state.count ?? 0) { max($0, $1.body.count) }
        guard largest <= 512 << 20, append.expectedNext + append.events.count <= lastNumber else {
            throw JournalError(
                .full,
                "session \(append.session): a body of \(largest) bytes, or the session has \(append.expectedNext - 1) events; "
                    + "a body has at most 512 MiB and a session \(lastNumber - 1) events"
            )
        }
    }

    private func write(_ append: JournalAppend, after old: StoreRow?) throws(SQLiteFailure) {
        let head = append.head(after: old?.head)
        let id: Int
        if let old {
            id = old.id
            try change(StoreRow(id: id, head: head))
        } else {
            id = try add(head)
        }
        if old == nil || append.snapshot != nil { try putSnapshot.run(.integer(id), .blob(head.snapshot.state)) }
        for event in append.events {
            try addEvent.run(
                .integer(Self.key(id, event.number)),
                .integer(Int(event.time)),
                event.turn.map { .text($0.text) } ?? .null,
                .text(event.kind.rawValue),
                .blob(event.body)
            )
        }
    }

    private func add(_ head: JournalHead) throws(SQLiteFailure) -> Int {
        var id = 0
        try addSession.run(
            .text(head.session.text),
            .integer(head.next),
            .integer(head.fence.rawValue),
            .integer(Int(head.created)),
            .integer(Int(head.lastTime)),
            .integer(head.byteCount),
            .integer(head.snapshot.isOpen ? 1 : 0)
        ) { id = $0.integer(0) }
        sessionCount += 1
        return id
    }

    private func change(_ row: StoreRow) throws(SQLiteFailure) {
        try changeSession.run(
            .integer(row.id),
            .integer(row.head.next),
            .integer(row.head.fence.rawValue),
            .integer(Int(row.head.lastTime)),
            .integer(row.head.byteCount),
            .integer(row.head.snapshot.isOpen ? 1 : 0)
        )
    }

    /// Takes a session away inside the open transaction. Its events go later, in steps.
    func remove(_ session: SessionID) throws(SQLiteFailure) -> Bool {
        guard let row = try row(of: session) else { return false }
        try dropSession.run(.integer(row.id))
        try dropSnapshot.run(.integer(row.id))
        try addRemoval.run(.integer(row.id))
        sessionCount -= 1
        return true
    }

    /// Makes a session what it was, where a commit that was reported as failed has nevertheless taken effect.
    func undo(_ session: SessionID, to old: StoreRow?) throws(SQLiteFailure) {
        guard let row = try row(of: session), row.head.next != old?.head.next || row.head.fence != old?.head.fence else { return }
        guard let old else {
            _ = try remove(session)
            return
        }
        try dropEvents.run(.integer(Self.key(row.id, old.head.next)), .integer(Self.key(row.id, Self.lastNumber)))
        try change(old)
        try putSnapshot.run(.integer(old.id), .blob(old.head.snapshot.state))
    }
}

extension Store {
    /// Undoes appends, the last one first. Writes nothing when none of them has taken effect.
    func undo(_ appends: [(session: SessionID, old: StoreRow?)]) throws(SQLiteFailure) {
        guard !appends.isEmpty else { return }
        try begin(.flushed)
        for (session, old) in appends.reversed() { try undo(session, to: old) }
        try end(keeps: true)
    }
}
