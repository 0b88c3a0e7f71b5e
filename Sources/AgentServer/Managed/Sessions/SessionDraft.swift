internal import Domain
internal import JSON
internal import ManagedAgents

/// What a client asks for when it creates a session, read and checked for itself. Pure.
struct SessionDraft: Sendable, Hashable {
    /// Which agent.
    enum Agent: Sendable, Hashable {
        case stored(id: String, version: Int?)
        case overridden(id: String, version: Int?, changes: JSONObject)
    }

    let agent: Agent
    let environment: String
    let title: String?
    let metadata: JSONObject
    let vaults: [String]
    let budget: SessionBudget?
    let resources: [JSONValue]
    let messages: [PromptContent]

    private static let initialEventLimit = 50

    /// - Throws: `ManagedError` 400, naming the field.
    init(_ body: JSONValue) throws(ManagedError) {
        guard body.object != nil else { throw .invalid("the body must be a JSON object") }
        agent = try Self.agent(body["agent"])
        guard let environment = body["environment_id"]?.string, !environment.isEmpty else {
            throw .invalid(field: "environment_id", "is required")
        }
        self.environment = environment
        title = try Self.title(body["title"])
        metadata = try Self.metadata(body["metadata"])
        vaults = try Self.texts(body["vault_ids"], "vault_ids", upTo: 50)
        budget = if let given = body["budget"], !given.isNull { try SessionBudget(given) } else { nil }
        resources = try Self.list(body["resources"], "resources", upTo: 508)
        messages = try Self.messages(body)
    }

    private static func agent(_ value: JSONValue?) throws(ManagedError) -> Agent {
        if let id = value?.string, !id.isEmpty { return .stored(id: id, version: nil) }
        guard let object = value?.object, let id = object["id"]?.string, !id.isEmpty else {
            throw .invalid(field: "agent", "must be the id of an agent, or an object with type and id")
        }
        let version = object["version"] ?? .null
        guard version.isNull || version.int ?? 0 >= 1 else { throw .invalid(field: "agent.version", "must be a whole number from 1") }
        switch object["type"]?.string {
        case "agent", nil: return .stored(id: id, version: version.int)
        case "agent_with_overrides":
            let names = ["model", "system", "tools", "mcp_servers", "skills"]
            return .overridden(id: id, version: version.int, changes: JSONObject(object.filter { names.contains($0.key) }))
        default: throw .invalid(field: "agent.type", "must be agent or agent_with_overrides")
        }
    }

    static func title(_ value: JSONValue?) throws(ManagedError) -> String? {
        guard let value, !value.isNull else { return nil }
        guard let text = value.string, text.unicodeScalars.count <= 500 else {
            throw .invalid(field: "title", "must be a text of at most 500 characters")
        }
        return text
    }

    /// Pairs of short texts.
    static func metadata(_ value: JSONValue?, allowsNull: Bool = false) throws(ManagedError) -> JSONObject {
        guard let value, !value.isNull else { return JSONObject() }
        guard let object = value.object, object.count <= 16 else {
            throw .invalid(field: "metadata", "must be an object of at most 16 pairs")
        }
        for (key, value) in object {
            let isText = value.string.map { $0.unicodeScalars.count <= 512 } ?? (allowsNull && value.isNull)
            guard isText, !key.isEmpty, key.unicodeScalars.count <= 64 else {
                throw .invalid(field: "metadata", "must have keys of 1 to 64 and values of at most 512 characters")
            }
        }
        return object
    }

    private static func texts(_ value: JSONValue?, _ name: String, upTo limit: Int) throws(ManagedError) -> [String] {
        let list = try list(value, name, upTo: limit)
        let texts = list.compactMap(\.string)
        guard texts.count == list.count else { throw .invalid(field: name, "must be a list of texts") }
        return texts
    }

    private static func list(_ value: JSONValue?, _ name: String, upTo limit: Int) throws(ManagedError) -> [JSONValue] {
        guard let value, !value.isNull else { return [] }
        guard let list = value.array, list.count <= limit else { throw .invalid(field: name, "must be a list of at most \(limit) entries") }
        return list
    }

    private static func messages(_ body: JSONValue) throws(ManagedError) -> [PromptContent] {
        guard let given = body["initial_events"], !given.isNull, given.array?.isEmpty != true else { return [] }
        var messages: [PromptContent] = []
        for event in try ClientEvent.list(body, "initial_events", upTo: initialEventLimit) {
            guard case .message(let content) = event else {
                throw .invalid(field: "initial_events", "may have events of type user.message only")
            }
            messages.append(content)
        }
        return messages
    }
}
