internal import JSON
internal import Records
internal import SQLite

extension RecordTables {
    /// Makes changes inside the open transaction; gives what inserts and replacements have left.
    func apply(_ changes: [RecordChange]) throws(RecordFailure) -> [Record] {
        var left: [Record] = []
        for change in changes {
            if let refusal = try onFile({ () throws(SQLiteFailure) in try self.refusal(of: change) }) { throw .request(refusal) }
            if let record = try onFile({ () throws(SQLiteFailure) in try self.write(change) }) { left.append(record) }
        }
        return left
    }

    private func onFile<T>(_ work: () throws(SQLiteFailure) -> T) throws(RecordFailure) -> T {
        do throws(SQLiteFailure) { return try work() } catch { throw .file(error) }
    }

    /// Why a change cannot be made; `nil` when it can.
    private func refusal(of change: RecordChange) throws(SQLiteFailure) -> RecordError? {
        switch change {
        case .insert(let record):
            if try self.record(record.kind, id: record.id) != nil { return .exists(record.kind, record.id) }
            return try keyRefusal(record)
        case .replace(let record):
            guard let known = try self.record(record.kind, id: record.id) else { return .unknown(record.kind, record.id) }
            return known.revision == record.revision ? try keyRefusal(record) : .stale(record.kind, record.id)
        case .delete(let kind, let id): return try record(kind, id: id) == nil ? .unknown(kind, id) : nil
        case .deleteAll, .deleteTagged: return nil
        case .present(let kind, let id): return try record(kind, id: id) == nil ? .unknown(kind, id) : nil
        case .require(let kind, let id, let revision):
            guard let known = try record(kind, id: id) else { return .unknown(kind, id) }
            return known.revision == revision && known.archived == nil ? nil : .stale(kind, id)
        case .bound(let kind, let parent, let limit): return try tally(kind, parent).active < limit ? nil : .tooMany(kind, limit)
        case .boundAll(let kind, let parent, let limit): return try tally(kind, parent).all < limit ? nil : .tooMany(kind, limit)
        }
    }

    private func keyRefusal(_ record: Record) throws(SQLiteFailure) -> RecordError? {
        guard let key = record.key, let owner = try self.record(record.kind, parent: record.parent, key: key) else { return nil }
        return owner.id == record.id ? nil : .keyTaken(record.kind)
    }

    private func write(_ change: RecordChange) throws(SQLiteFailure) -> Record? {
        switch change {
        case .insert(let record): return try insert(record)
        case .replace(let record): return try replace(record)
        case .delete(let kind, let id): if let known = try record(kind, id: id) { try remove(known) }
        case .deleteAll(let kind, let parent):
            try dropChildTags.run(.text(kind.rawValue), .text(parent))
            try dropChildren.run(.text(kind.rawValue), .text(parent))
        case .deleteTagged(let kind, let tag):
            try dropTagged.run(.text(kind.rawValue), .text(tag))
            try dropTagsOfTagged.run(.text(kind.rawValue), .text(tag))
        case .present, .require, .bound, .boundAll: break
        }
        return nil
    }

    func remove(_ record: Record) throws(SQLiteFailure) {
        try dropTags.run(.integer(record.ordinal))
        try drop.run(.integer(record.ordinal))
    }

    private func insert(_ record: Record) throws(SQLiteFailure) -> Record {
        var record = record
        record.revision = 1
        try add.run(
            .text(record.kind.rawValue),
            .text(record.id),
            .optional(record.parent),
            .optional(record.key),
            .integer(Int(record.created)),
            .integer(Int(record.updated)),
            .optional(record.archived),
            .optional(record.expires),
            .text(record.tagText),
            .blob(record.body.serialized())
        ) { record.ordinal = $0.integer(0) }
        try tag(record)
        return record
    }

    private func replace(_ record: Record) throws(SQLiteFailure) -> Record {
        var record = record
        record.ordinal = try self.record(record.kind, id: record.id)?.ordinal ?? 0
        record.revision += 1
        try change.run(
            .integer(record.ordinal),
            .optional(record.key),
            .integer(record.revision),
            .integer(Int(record.updated)),
            .optional(record.archived),
            .optional(record.expires),
            .text(record.tagText),
            .blob(record.body.serialized())
        )
        try dropTags.run(.integer(record.ordinal))
        try tag(record)
        return record
    }

    private func tag(_ record: Record) throws(SQLiteFailure) {
        for tag in record.tags { try addTag.run(.text(record.kind.rawValue), .text(tag), .integer(record.ordinal)) }
    }
}

extension Record {
    fileprivate var tagText: String { JSONValue.array(tags.map { .string($0) }).serializedString() }
}
