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
        guard record.kind == Self.kind, record.body["removing"]?.bool != true, let id = SessionID(record.id) else { return nil }
        self.record = record
        self.id = id
    }

    /// The agent as it is now.
    var agent: JSONValue { record.body["agent"] ?? .null }
    var environment: String { record.body["environment_id"]?.string ?? "" }
    var resources: [JSONValue] { record.body["resources"]?.array ?? [] }
    var vaults: [JSONValue] { record.body["vault_ids"]?.array ?? [] }
    var budget: JSONValue? { record.body["budget"]?.present }
    var metadata: JSONObject { record.body["metadata"]?.object ?? JSONObject() }
    var isArchived: Bool { record.archived != nil }

    /// What its projection begins with: the agent and the budget that it was created with.
    var subject: ProjectionSubject {
        let first = record.body["first"]
        var subject = ProjectionSubject(session: id, agent: first?["agent"] ?? agent, budget: first?["budget"]?.present)
        subject.thread = thread
        return subject
    }

    /// Changes a field of the body.
    mutating func set(_ name: String, _ value: JSONValue) {
        var body = record.body.object ?? JSONObject()
        body[name] = value
        record.body = .object(body)
    }

    /// Words by which lists are filtered.
    static func tags(agent: JSONValue, resources: [JSONValue]) -> [String] {
        let id = agent["id"]?.string ?? ""
        let stores = resources.compactMap { $0["memory_store_id"]?.string }.map { "memory_store:\($0)" }
        return ["agent:\(id)", "agent:\(id)/\(agent["version"]?.int ?? 0)"] + stores
    }
}
