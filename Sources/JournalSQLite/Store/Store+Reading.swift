internal import Domain
internal import Journal
internal import SQLite

extension Store {
    func row(of session: SessionID) throws(SQLiteFailure) -> StoreRow? {
        var found: StoreRow?
        try findSession.run(.text(session.text)) { found = StoreRow($0) }
        return found
    }

    func events(of session: SessionID, after number: Int, count: Int, byteLimit: Int) throws(SQLiteFailure) -> [JournalEvent] {
        guard count > 0, number < Self.lastNumber, let id = try row(of: session)?.id else { return [] }
        var events: [JournalEvent] = []
        var bytes = 0
        let limits: [SQLValue] = [.integer(Self.key(id, max(0, number))), .integer(Self.key(id, Self.lastNumber)), .integer(count)]
        try findEvents.runWhile(limits) { row in
            bytes += row.byteCount(4)
            guard events.isEmpty || bytes <= byteLimit else { return false }
            events.append(Self.event(row))
            return true
        }
        return events
    }

    func heads(after session: SessionID?, count: Int, isOpen: Bool?) throws(SQLiteFailure) -> [JournalHead] {
        let list =
            switch isOpen {
            case nil: listHeads
            case true?: listOpenHeads
            case false?: listClosedHeads
            }
        var heads: [JournalHead] = []
        try list.run(.text(session?.text ?? ""), .integer(max(0, count))) { row in
            if let head = StoreRow(row)?.head { heads.append(head) }
        }
        return heads
    }

    private static func event(_ row: borrowing Row) -> JournalEvent {
        JournalEvent(
            number: row.integer(0) & lastNumber,
            time: Int64(row.integer(1)),
            turn: row.optionalText(2).flatMap { TurnID($0) },
            kind: EventKind(rawValue: row.text(3)),
            body: row.bytes(4)
        )
    }
}

extension Store {
    func read(_ request: StoreRequest) throws(SQLiteFailure) -> StoreAnswer {
        switch request {
        case .head(let session): .head(try row(of: session)?.head)
        case .events(let session, let number, let count, let byteLimit):
            .events(try events(of: session, after: number, count: count, byteLimit: byteLimit))
        case .heads(let session, let count, let isOpen): .heads(try heads(after: session, count: count, isOpen: isOpen))
        case .sessionCount: .count(sessionCount)
        case .append, .remove, .tidy, .close: .done
        }
    }
}
