public import JSON
public import Records

/// The objects of one kind, with what is done alike for all of them: looking up, listing, changing, archiving, removing.
public struct ResourceShelf: Sendable {
    /// What the records are of.
    public let kind: RecordKind
    /// The object's `type` in answers, for example `agent`.
    public let type: String
    /// In words, for errors.
    public let noun: String
    /// `error_code` where an object is not there.
    public var missingCode: String?
    /// Where they are kept.
    public let store: any RecordStore

    /// How often a change is begun anew when somebody else was quicker.
    private static let attempts = 16

    /// A shelf.
    public init(_ kind: String, type: String, noun: String, missingCode: String? = nil, store: any RecordStore) {
        self.kind = RecordKind(rawValue: kind)
        self.type = type
        self.noun = noun
        self.missingCode = missingCode
        self.store = store
    }

    /// The record of an object.
    ///
    /// - Throws: `ManagedError` 404.
    public func find(_ id: String, parent: String? = nil) async throws -> Record {
        guard let record = try await store.record(kind, id: id), parent == nil || record.parent == parent else { throw missing(id) }
        return record
    }

    /// The record of an object that may be there no more.
    public func present(_ id: String) async throws -> Record? { try await store.record(kind, id: id) }

    func missing(_ id: String) -> ManagedError { .notFound(noun, id, code: missingCode) }

    /// The object as it is answered.
    public func wire(_ record: Record) -> JSONValue {
        var object: JSONObject = ["id": .string(record.id), "type": .string(type)]
        object.merge(record.body.object ?? [:])
        object["created_at"] = Timestamp(microseconds: record.created).json
        object["updated_at"] = Timestamp(microseconds: record.updated).json
        object["archived_at"] = record.archived.map { Timestamp(microseconds: $0).json } ?? .null
        return .object(object)
    }

    /// Makes changes and answers, both or, where the request is repeated later, the same answer.
    func commit(_ changes: [RecordChange], _ call: ManagedRequest, answering body: JSONValue) async throws -> ManagedAnswer {
        try await store.apply(changes + (call.claim?.changes(answering: body) ?? []))
        return .json(body)
    }

    /// Adds an object and answers with it.
    func create(_ record: Record, _ call: ManagedRequest, also changes: [RecordChange] = []) async throws -> ManagedAnswer {
        let bound = RecordChange.boundAll(kind, parent: nil, limit: Self.countLimit)
        return try await commit([bound] + changes + [.insert(record)], call, answering: wire(record))
    }

    /// Answers anew about an object that was made by a request that is repeated, as it is now.
    var again: ManagedRoute.Again { { _, id in .json(wire(try await find(id))) } }

    /// Objects of a kind, archived ones included: most kinds can be archived and not removed.
    static let countLimit = 100_000

    /// A page of objects.
    func list(_ page: PageRequest, parent: String? = nil, _ call: ManagedRequest) async throws -> ManagedAnswer {
        let archived = try call.query.flag("include_archived") ?? false
        let found = try await store.page(page.records(kind, parent: parent, includesArchived: archived))
        return .json(page.answer(found, wire))
    }

    /// Changes an object. `work` is called anew when somebody else has changed it meanwhile; nothing is stored when it changes nothing.
    ///
    /// - Parameter extra: What else is stored with the change.
    func change(
        _ id: String,
        parent: String? = nil,
        at time: Timestamp,
        extra: (Record) -> [RecordChange] = { _ in [] },
        _ work: (inout Record) async throws -> Void
    ) async throws -> Record {
        for _ in 0..<Self.attempts {
            let old = try await find(id, parent: parent)
            var new = old
            try await work(&new)
            guard new != old else { return old }
            // Later than before even where the clock has gone back.
            new.updated = max(time.microseconds, old.updated + 1)
            do { return try await store.apply([.replace(new)] + extra(new))[0] } catch {
                switch error.code {
                case .stale: continue
                case .unknown: throw missing(id)
                default: throw error
                }
            }
        }
        throw RecordError(.stale, "\(noun) \(id) is changed by many at once; ask again")
    }

    /// Archives an object. One that is archived stays as it is.
    func archive(_ call: ManagedRequest, _ id: String, parent: String? = nil, _ work: (inout Record) -> Void = { _ in }) async throws
        -> ManagedAnswer
    {
        let record = try await change(id, parent: parent, at: call.time) { record in
            guard record.archived == nil else { return }
            record.archived = call.time.microseconds
            work(&record)
        }
        return .json(wire(record))
    }

    /// Removes an object with what belongs to it.
    func remove(_ id: String, parent: String? = nil, extra: [RecordChange] = []) async throws -> ManagedAnswer {
        _ = try await find(id, parent: parent)
        let changes = extra + [.forgetAnswers(about: id), .delete(kind, id: id)]
        do { try await store.apply(changes) } catch { throw error.code == .unknown ? missing(id) : error }
        return .json(["id": .string(id), "type": .string("\(type)_deleted")])
    }
}
