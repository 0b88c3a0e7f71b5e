public import JSON

/// Answers a question of an MCP server.
public typealias ElicitationHandler = @Sendable (ElicitationRequest) async throws -> ElicitationAnswer

/// An MCP server asks the user something (protocol notes 7.4).
public struct ElicitationRequest: JSONBacked {
    /// The request.
    public let json: JSONObject

    /// Views a request.
    public init(_ json: JSONObject) {
        self.json = json
    }

    /// The server.
    public var serverName: String? { json.string("mcp_server_name") }
    /// The question.
    public var message: String? { json.string("message") }
    /// `form` for fields, `url` for a page to visit.
    public var mode: String? { json.string("mode") }
    /// The page to visit.
    public var url: String? { json.string("url") }
    /// The id the server knows it by.
    public var elicitationID: String? { json.string("elicitation_id") }
    /// The JSON Schema of the fields.
    public var requestedSchema: JSONObject? { json.object("requested_schema") }
}

/// The user's answer.
public enum ElicitationAnswer: Sendable, Hashable {
    /// Yes, with the fields filled in.
    case accept(content: JSONObject?)
    /// No.
    case decline
    /// Closed without an answer.
    case cancel

    /// The answer as the wire has it.
    public var json: JSONObject {
        switch self {
        case .accept(let content):
            var object: JSONObject = ["action": "accept"]
            object.set("content", content)
            return object
        case .decline: return ["action": "decline"]
        case .cancel: return ["action": "cancel"]
        }
    }
}

/// Shows a dialog of the CLI and gives what came of it; is cancelled when the CLI closes it.
public typealias UserDialogHandler = @Sendable (UserDialogRequest) async throws -> UserDialogAnswer

/// A dialog the CLI wants shown, of a kind the host said it can show (protocol notes 7.4).
public struct UserDialogRequest: JSONBacked {
    /// The request.
    public let json: JSONObject

    /// Views a request.
    public init(_ json: JSONObject) {
        self.json = json
    }

    /// The kind.
    public var dialogKind: String? { json.string("dialog_kind") }
    /// What to show.
    public var payload: JSONValue? { json["payload"] }
}

/// What came of a dialog.
public enum UserDialogAnswer: Sendable, Hashable {
    /// It was filled in.
    case completed(result: JSONValue)
    /// It was closed.
    case cancelled

    /// The answer as the wire has it.
    public var json: JSONObject {
        switch self {
        case .completed(let result): ["behavior": "completed", "result": result]
        case .cancelled: ["behavior": "cancelled"]
        }
    }
}
