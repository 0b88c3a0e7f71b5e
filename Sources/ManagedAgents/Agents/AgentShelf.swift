public import Domain
public import JSON
internal import Records

/// Agents and their versions.
public struct AgentShelf: Sendable {
    /// What the server allows besides what the API does, for example under its isolation.
    public typealias Check = @Sendable (AgentDefinition) throws(DefinitionError) -> Void

    let shelf: ResourceShelf
    private let skills: SkillShelf
    private let sources: ManagedSources
    private let check: Check

    /// What the records of versions are of.
    static let versionKind = RecordKind(rawValue: "agent_version")
    /// Versions of one agent.
    static let versionLimit = 1000

    init(_ store: any RecordStore, skills: SkillShelf, sources: ManagedSources, check: @escaping Check) {
        shelf = ResourceShelf("agent", type: "agent", noun: "agent", store: store)
        self.skills = skills
        self.sources = sources
        self.check = check
    }

    /// An agent as it is answered, in its latest version or in another.
    ///
    /// - Throws: `ManagedError` 404.
    public func agent(_ id: String, version: Int? = nil) async throws -> JSONValue {
        let agent = try await shelf.find(id)
        guard let version, version != agent.body["version"]?.int else { return shelf.wire(agent) }
        guard let old = try await shelf.store.record(Self.versionKind, parent: id, key: "\(version)") else {
            throw ManagedError.notFound("version \(version) of agent", id)
        }
        return wire(old, of: agent)
    }

    /// The resolved definition of an answered agent, whatever overrides are merged into it.
    public static func body(of agent: JSONValue) -> AgentBody { AgentBody(stored: agent) }

    /// Reads and resolves a definition, for example an agent with a session's overrides.
    ///
    /// - Throws: `DefinitionError` naming the field, `ManagedError` for a skill that is not there.
    public func resolved(_ body: JSONValue) async throws -> AgentBody {
        let agent = try checked(try AgentBody(body))
        let references = try agent.definition().skills
        guard !references.isEmpty else { return agent }
        var json = agent.json
        json["skills"] = .array(try await skills.resolve(references))
        return AgentBody(stored: .object(json))
    }

    private func checked(_ agent: AgentBody) throws(DefinitionError) -> AgentBody {
        let definition = try agent.definition()
        try check(definition)
        guard definition.skills.isEmpty || definition.builtInTools[.read] != nil else {
            throw DefinitionError("skills", "need the read tool")
        }
        return agent
    }

    private func wire(_ version: Record, of agent: Record) -> JSONValue {
        var object = shelf.wire(agent).object ?? [:]
        object.merge(version.body.object ?? [:])
        object["updated_at"] = Timestamp(microseconds: version.created).json
        return .object(object)
    }

    func create(_ call: ManagedRequest) async throws -> ManagedAnswer {
        let body = try await resolved(call.json)
        let record = Record(
            shelf.kind,
            id: sources.makeID(.agent),
            created: call.time.microseconds,
            body: .object(body.json.merging(["version": 1]))
        )
        return try await shelf.create(record, call, also: [version(record)])
    }

    private func version(_ agent: Record) -> RecordChange {
        let number = "\(agent.body["version"]?.int ?? 1)"
        return .insert(
            Record(Self.versionKind, id: "\(agent.id):\(number)", parent: agent.id, key: number, created: agent.updated, body: agent.body)
        )
    }

    func update(_ call: ManagedRequest) async throws -> ManagedAnswer {
        let expected = try DefinitionReader(call.json, path: "", allowed: AgentBody.fields + ["version"]).number("version", 1...Int.max)
        var isChanged = false
        let record = try await shelf.change(
            call.parameter("id"),
            at: call.time,
            extra: { isChanged ? [.boundAll(Self.versionKind, parent: $0.id, limit: Self.versionLimit), version($0)] : [] },
            { record in
                guard record.archived == nil else { throw ManagedError.invalid("agent \(record.id) is archived and cannot be changed") }
                let number = record.body["version"]?.int ?? 1
                if let expected, expected != number {
                    throw ManagedError.conflict("the agent has version \(number), not \(expected); read it again")
                }
                let old = AgentBody(stored: record.body)
                let changed = try old.changed(by: call.json)
                // Skills that are not named again stay as they were, be they there still or not.
                let new = call.json["skills"] == nil ? try checked(changed) : try await resolved(.object(changed.json))
                isChanged = new != old
                if isChanged { record.body = .object(new.json.merging(["version": JSONValue(number + 1)])) }
            }
        )
        return .json(shelf.wire(record))
    }

    func versions(_ call: ManagedRequest) async throws -> ManagedAnswer {
        let agent = try await shelf.find(call.parameter("id"))
        let page = try PageRequest(call.query, list: "\(agent.id)/versions")
        let found = try await shelf.store.page(page.records(Self.versionKind, parent: agent.id))
        return .json(page.answer(found) { wire($0, of: agent) })
    }

    var routes: [ManagedRoute] {
        [
            .create("/v1/agents", again: { _, id in .json(try await agent(id, version: 1)) }, handler: create),
            .get("/v1/agents") { call in try await shelf.list(try PageRequest(call.query, list: "agents", .times), call) },
            .get("/v1/agents/{id}") { call in
                .json(try await agent(call.parameter("id"), version: try call.query.number("version", 1...Int.max)))
            },
            .post("/v1/agents/{id}", handler: update),
            .post("/v1/agents/{id}/archive") { call in try await shelf.archive(call, call.parameter("id")) },
            .get("/v1/agents/{id}/versions", handler: versions),
        ]
    }
}
