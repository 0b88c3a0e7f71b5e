internal import JSON
internal import Records
internal import SQLite

extension RecordTables {
    func record(_ kind: RecordKind, id: String) throws(SQLiteFailure) -> Record? {
        var found: Record?
        try findID.run(.text(kind.rawValue), .text(id)) { found = Record($0) }
        return found
    }

    func record(_ kind: RecordKind, parent: String?, key: String) throws(SQLiteFailure) -> Record? {
        var found: Record?
        try findKey.run(.text(kind.rawValue), .optional(parent), .text(key)) { found = Record($0) }
        return found
    }

    /// How many records there are of a kind, and of one parent if one is named.
    func tally(_ kind: RecordKind, _ parent: String?) throws(SQLiteFailure) -> (all: Int, active: Int) {
        var counts = (all: 0, active: 0)
        try findTally.run(.text(kind.rawValue), .optional(parent)) { counts = ($0.integer(0), $0.integer(1)) }
        return counts
    }

    func page(_ query: RecordQuery) throws(SQLiteFailure) -> RecordPage {
        guard query.limit > 0 else { return RecordPage([], hasMore: true) }
        var (records, bytes, hasMore) = ([Record](), 0, false)
        let selection = RecordSelection(query)
        try Statement(selection.text, on: connection).runWhile(selection.values) { row in
            bytes += row.byteCount(11)
            hasMore = records.count == query.limit || (!records.isEmpty && bytes > RecordPage.byteLimit)
            if !hasMore, let record = Record(row) { records.append(record) }
            return !hasMore
        }
        return RecordPage(records, hasMore: hasMore)
    }

    func expired(_ kind: RecordKind, _ time: Int64, _ limit: Int) throws(SQLiteFailure) -> [Record] {
        var records: [Record] = []
        try findExpired.run(.text(kind.rawValue), .integer(Int(time)), .integer(max(0, limit))) {
            if let record = Record($0) { records.append(record) }
        }
        return records
    }
}

extension Record {
    /// From a row of `RecordTables.columns`; `nil` when its body cannot be read.
    init?(_ row: borrowing Row) {
        guard let body = try? JSONValue(parsing: row.bytes(11)), let tags = try? JSONValue(parsing: row.text(10)).array else { return nil }
        self.init(
            RecordKind(rawValue: row.text(1)),
            id: row.text(2),
            parent: row.optionalText(3),
            key: row.optionalText(4),
            created: Int64(row.integer(6)),
            expires: row.optionalInteger(9).map { Int64($0) },
            tags: tags.compactMap(\.string),
            body: body
        )
        (ordinal, revision, updated) = (row.integer(0), row.integer(5), Int64(row.integer(7)))
        archived = row.optionalInteger(8).map { Int64($0) }
    }
}
