/// Records in memory with the rules of changing them. Pure.
struct RecordTable {
    private struct Name: Hashable {
        let kind: RecordKind
        let id: String
    }

    private struct Key: Hashable {
        let kind: RecordKind
        let parent: String?
        let key: String
    }

    private struct Place: Hashable {
        let kind: RecordKind
        let parent: String?
    }

    private struct Tally {
        var all = 0
        var active = 0
    }

    private var records: [Name: Record] = [:]
    private var tallies: [Place: Tally] = [:]
    private var keys: [Key: String] = [:]
    private var last = 0

    func record(_ kind: RecordKind, id: String) -> Record? { records[Name(kind: kind, id: id)] }

    func record(_ kind: RecordKind, parent: String?, key: String) -> Record? {
        keys[Key(kind: kind, parent: parent, key: key)].flatMap { record(kind, id: $0) }
    }

    func all(_ kind: RecordKind, parent: String?) -> [Record] {
        records.values.filter { $0.kind == kind && (parent == nil || $0.parent == parent) }.sorted { $0.ordinal < $1.ordinal }
    }

    func count(_ kind: RecordKind, parent: String?) -> Int { tallies[Place(kind: kind, parent: parent)]?.all ?? 0 }

    private mutating func count(_ record: Record, _ change: Int) {
        for parent in record.parent.map({ [nil, $0] }) ?? [nil] {
            let place = Place(kind: record.kind, parent: parent)
            var tally = tallies[place] ?? Tally()
            tally.all += change
            if record.archived == nil { tally.active += change }
            tallies[place] = tally.all > 0 ? tally : nil
        }
    }

    func page(_ query: RecordQuery) -> RecordPage {
        let fitting = all(query.kind, parent: query.parent).filter { query.wants($0) }
        let found = query.order == .ascending ? fitting : fitting.reversed()
        let page = found.prefix(max(0, query.limit))
        return RecordPage(Array(page), hasMore: page.count < found.count)
    }

    /// Makes one change; what it has left, if it leaves anything.
    mutating func apply(_ change: RecordChange) throws(RecordError) -> Record? {
        switch change {
        case .insert(let record): return try insert(record)
        case .replace(let record): return try replace(record)
        case .delete(let kind, let id): guard remove(Name(kind: kind, id: id)) else { throw .unknown(kind, id) }
        case .deleteAll(let kind, let parent): for record in all(kind, parent: parent) { _ = remove(Name(kind: kind, id: record.id)) }
        case .deleteTagged(let kind, let tag):
            for record in all(kind, parent: nil) where record.tags.contains(tag) { _ = remove(Name(kind: kind, id: record.id)) }
        case .present(let kind, let id): guard record(kind, id: id) != nil else { throw .unknown(kind, id) }
        case .require(let kind, let id, let revision):
            guard let known = record(kind, id: id) else { throw .unknown(kind, id) }
            guard known.revision == revision, known.archived == nil else { throw .stale(kind, id) }
        case .bound(let kind, let parent, let limit):
            guard tallies[Place(kind: kind, parent: parent)]?.active ?? 0 < limit else { throw .tooMany(kind, limit) }
        case .boundAll(let kind, let parent, let limit):
            guard count(kind, parent: parent) < limit else { throw .tooMany(kind, limit) }
        }
        return nil
    }

    private mutating func insert(_ record: Record) throws(RecordError) -> Record {
        let name = Name(kind: record.kind, id: record.id)
        guard records[name] == nil else { throw .exists(record.kind, record.id) }
        try take(record)
        var record = record
        last += 1
        (record.ordinal, record.revision) = (last, 1)
        records[name] = record
        count(record, 1)
        return record
    }

    private mutating func replace(_ record: Record) throws(RecordError) -> Record {
        let name = Name(kind: record.kind, id: record.id)
        guard let known = records[name] else { throw .unknown(record.kind, record.id) }
        guard known.revision == record.revision else { throw .stale(record.kind, record.id) }
        try take(record)
        if let key = known.key, key != record.key { keys[Key(kind: known.kind, parent: known.parent, key: key)] = nil }
        var record = record
        record.ordinal = known.ordinal
        record.revision += 1
        records[name] = record
        count(known, -1)
        count(record, 1)
        return record
    }

    private mutating func take(_ record: Record) throws(RecordError) {
        guard let key = record.key else { return }
        let place = Key(kind: record.kind, parent: record.parent, key: key)
        guard keys[place] == nil || keys[place] == record.id else { throw .keyTaken(record.kind) }
        keys[place] = record.id
    }

    private mutating func remove(_ name: Name) -> Bool {
        guard let known = records.removeValue(forKey: name) else { return false }
        count(known, -1)
        if let key = known.key { keys[Key(kind: known.kind, parent: known.parent, key: key)] = nil }
        return true
    }

    mutating func purge(_ kind: RecordKind, _ time: Int64, _ limit: Int) -> [Record] {
        let expired = all(kind, parent: nil).filter { $0.expires ?? .max <= time }
        let gone = expired.sorted { ($0.expires ?? 0, $0.ordinal) < ($1.expires ?? 0, $1.ordinal) }.prefix(max(0, limit))
        for record in gone { _ = remove(Name(kind: kind, id: record.id)) }
        return Array(gone)
    }
}

extension RecordQuery {
    func wants(_ record: Record) -> Bool {
        (includesArchived || record.archived == nil)
            && tags.allSatisfy { choice in choice.contains { record.tags.contains($0) } }
            && record.created >= earliest ?? .min && record.created <= latest ?? .max
            && (after.map { order == .ascending ? record.ordinal > $0 : record.ordinal < $0 } ?? true)
    }
}
