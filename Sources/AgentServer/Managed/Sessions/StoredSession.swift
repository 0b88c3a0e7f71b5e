internal import Domain
internal import JSON
internal import ManagedAgents
internal import Records

/// A /v1 session as it is kept: its record, and what the record says.
struct StoredSession: Sendable, Hashable {
    static let kind = RecordKind(rawValue: "session")

    var record: Record
    let id: SessionID
    /// The thread whose events are read; `nil` for the primary one. No part of what is kept.
    var thread: String?

    /// `nil` for a record that is no session, or one that is being removed.
    init?(_ record: Record) {
        guard let session = Self.unfinished(record), session.intent != .remove else { return nil }
        self = session
    }

    private init(_ record: Record, _ id: SessionID) {
        self.record = record
        self.id = id
    }

    /// Reads a record, one of a session that is being removed too.
    static func unfinished(_ record: Record) -> StoredSession? {
        guard record.kind == kind, let id = SessionID(record.id) else { return nil }
        return StoredSession(record, id)
    }

    /// What has been begun to it and is not done.
    var intent: SessionIntent? { SessionIntent(record.body) }

    /// The agent as it is now.
    var agent: JSONValue { record.body["agent"] ?? .null }
    var environment: String { record.body["environment_id"]?.string ?? "" }
    var resources: [JSONValue] { record.body["resources"]?.array ?? [] }
    var vaults: [JSONValue] { record.body["vault_ids"]?.array ?? [] }
    var budget: JSONValue? { record.body["budget"]?.present }
    var metadata: JSONObject { record.body["metadata"]?.object ?? JSONObject() }
    var isArchived: Bool { record.archived != nil }

    /// - Throws: `ManagedError` 400 for one that is archived.
    func checkOpen() throws(ManagedError) {
        guard !isArchived else { throw .invalid("the session \(record.id) is archived and cannot be changed") }
    }

    /// What its projection begins with: the agent and the budget that it was created with.
    var subject: ProjectionSubject {
        let first = record.body["first"]
        var subject = ProjectionSubject(session: id, agent: first?["agent"] ?? agent, budget: first?["budget"]?.present)
        subject.thread = thread
        return subject
    }

    /// What takes away its record, and all that the records say of it.
    var leaving: [RecordChange] {
        [.forgetAnswers(about: record.id), KeptProjections.removal(record.id), .delete(Self.kind, id: record.id)]
    }

    /// Changes a field of the body.
    mutating func set(_ name: String, _ value: JSONValue) {
        var body = record.body.object ?? JSONObject()
        body[name] = value
        record.body = .object(body)
    }

    /// Says what is begun to it, or that nothing is any more.
    mutating func intend(_ intent: SessionIntent?) {
        var body = record.body.object ?? JSONObject()
        body["intent"] = intent?.json
        record.body = .object(body)
        tag()
    }

    /// Finds it by its present agent and resources.
    mutating func tag() {
        let words = Self.tags(agent: agent, resources: resources)
        record.tags = intent == nil ? words : words + [SessionIntent.tag]
    }

    /// Words by which lists are filtered.
    static func tags(agent: JSONValue, resources: [JSONValue]) -> [String] {
        let id = agent["id"]?.string ?? ""
        let stores = resources.compactMap { $0["memory_store_id"]?.string }.map { "memory_store:\($0)" }
        return ["agent:\(id)", "agent:\(id)/\(agent["version"]?.int ?? 0)"] + stores
    }
}
