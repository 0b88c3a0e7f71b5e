internal import Records
internal import SQLite

/// A query of records as SQL. Pure; every value is bound, none is part of the text.
struct RecordSelection {
    private(set) var values: [SQLValue] = []
    private var conditions: [String] = []
    private let order: String

    init(_ query: RecordQuery) {
        order = "ORDER BY ordinal \(query.order == .ascending ? "ASC" : "DESC")"
        add("kind = ?", [.text(query.kind.rawValue)])
        if let parent = query.parent { add("parent = ?", [.text(parent)]) }
        if !query.includesArchived { add("archived IS NULL", []) }
        if let earliest = query.earliest { add("created >= ?", [.integer(Int(earliest))]) }
        if let latest = query.latest { add("created <= ?", [.integer(Int(latest))]) }
        if let after = query.after { add("ordinal \(query.order == .ascending ? ">" : "<") ?", [.integer(after)]) }
        for choice in query.tags {
            let places = choice.map { _ in "?" }.joined(separator: ", ")
            add(
                "ordinal IN (SELECT ordinal FROM tag WHERE kind = ? AND tag IN (\(places)))",
                [.text(query.kind.rawValue)] + choice.map { .text($0) }
            )
        }
        // One more than asked for, to know whether there are more.
        values.append(.integer(query.limit == .max ? .max : query.limit + 1))
    }

    private mutating func add(_ condition: String, _ values: [SQLValue]) {
        conditions.append(condition)
        self.values += values
    }

    var text: String {
        "SELECT \(RecordTables.columns) FROM record WHERE \(conditions.joined(separator: " AND ")) \(order) LIMIT ?"
    }
}
