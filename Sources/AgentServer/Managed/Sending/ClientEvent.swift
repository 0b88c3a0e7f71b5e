internal import Domain
internal import JSON
internal import ManagedAgents

/// An event that a client sends, read and checked for itself. Pure.
enum ClientEvent: Sendable, Hashable {
    /// Something to do or to know.
    case message(PromptContent)
    /// Stop what runs; of one thread, or of all.
    case interrupt(thread: String?)
    /// Whether a call may run.
    case confirmation(call: String, allows: Bool, message: String?)
    /// What a call of a custom tool came to.
    case customResult(call: String, content: [JSONValue]?, isError: Bool?)

    /// Events that one request may bring.
    static let limit = 100

    /// Reads `events` of a request's body.
    ///
    /// - Throws: `ManagedError` 400, naming the field.
    static func list(_ body: JSONValue, _ name: String = "events", upTo limit: Int = limit) throws(ManagedError) -> [ClientEvent] {
        guard let list = body[name]?.array, !list.isEmpty else { throw .invalid(field: name, "must be a list of at least one event") }
        guard list.count <= limit else { throw .invalid(field: name, "must have at most \(limit) events") }
        var events: [ClientEvent] = []
        for (index, event) in list.enumerated() { events.append(try ClientEvent(event, at: "\(name)[\(index)]")) }
        return events
    }

    private init(_ json: JSONValue, at place: String) throws(ManagedError) {
        guard let type = json["type"]?.string else { throw .invalid(field: "\(place).type", "must name a type of event") }
        switch type {
        case "user.message": self = .message(try Self.content(json["content"], "\(place).content"))
        case "user.interrupt": self = .interrupt(thread: try Self.text(json, "session_thread_id", place))
        case "user.tool_confirmation": self = try Self.confirmation(json, place)
        case "user.custom_tool_result": self = try Self.result(json, place)
        case "system.message":
            throw .invalid(
                "\(place).type: sessions of this server take no system messages on their way; put it into a user.message",
                code: "model_does_not_support_mid_conversation_system"
            )
        default: throw .invalid(field: "\(place).type", Self.refusals[type] ?? "\(type.prefix(80)) is no event that clients send")
        }
    }

    private static let refusals = [
        "user.tool_result": "user.tool_result is for self-hosted environments, which this server does not have",
        "user.define_outcome": "outcomes are not supported by this server",
    ]

    private static func content(_ value: JSONValue?, _ path: String) throws(ManagedError) -> PromptContent {
        guard let value, value.array != nil else { throw .invalid(field: path, "must be a list of blocks") }
        do throws(DefinitionError) { return try PromptContent(json: value, path: path) } catch { throw ManagedError(error) }
    }

    private static func confirmation(_ json: JSONValue, _ place: String) throws(ManagedError) -> ClientEvent {
        let call = try required(json, "tool_use_id", place)
        let message = try text(json, "deny_message", place)
        switch json["result"]?.string {
        case "allow":
            guard message == nil else { throw .invalid(field: "\(place).deny_message", "goes with the result deny only") }
            return .confirmation(call: call, allows: true, message: nil)
        case "deny": return .confirmation(call: call, allows: false, message: message)
        default: throw .invalid(field: "\(place).result", "must be allow or deny")
        }
    }

    private static func result(_ json: JSONValue, _ place: String) throws(ManagedError) -> ClientEvent {
        let call = try required(json, "custom_tool_use_id", place)
        var content: [JSONValue]?
        if let given = json["content"], !given.isNull {
            content = try ToolResultBlocks.read(given, at: "\(place).content")
        }
        let flag = json["is_error"] ?? .null
        guard flag.isNull || flag.bool != nil else { throw .invalid(field: "\(place).is_error", "must be true or false") }
        if flag.bool == true, let index = content?.firstIndex(where: { $0["type"]?.string != "text" }) {
            throw .invalid(
                field: "\(place).content[\(index)].type",
                "must be text where is_error is true: the model takes nothing else of a failure"
            )
        }
        return .customResult(call: call, content: content, isError: flag.bool)
    }

    private static func required(_ json: JSONValue, _ name: String, _ place: String) throws(ManagedError) -> String {
        guard let text = try text(json, name, place), !text.isEmpty else { throw .invalid(field: "\(place).\(name)", "is required") }
        return text
    }

    private static func text(_ json: JSONValue, _ name: String, _ place: String) throws(ManagedError) -> String? {
        guard let value = json[name], !value.isNull else { return nil }
        guard let text = value.string, text.utf8.count <= 65_536 else {
            throw .invalid(field: "\(place).\(name)", "must be a text of at most 65536 bytes")
        }
        return text
    }
}
