public import JSON

/// Something the CLI asks of the host (protocol notes 7). Answer each exactly once, or not at all once it is withdrawn.
public struct InboundRequest: Sendable, Hashable {
    /// The CLI's id for it.
    public let requestID: String
    /// The `request` object.
    public let json: JSONObject

    /// What is asked. New cases may be added: always keep a default branch.
    public enum Kind: Sendable, Hashable {
        /// Whether a tool may be called.
        case canUseTool(PermissionRequest)
        /// A hook is called.
        case hookCallback(id: String, input: HookInput, toolUseID: String?)
        /// A JSON-RPC message for an in-process MCP server.
        case mcpMessage(serverName: String, message: JSONValue)
        /// An MCP server asks the user.
        case elicitation(ElicitationRequest)
        /// A dialog is to be shown.
        case requestUserDialog(UserDialogRequest)
        /// A subtype this library does not know; answer with an error.
        case unknown(subtype: String)
    }

    /// Makes a request.
    public init(requestID: String, json: JSONObject) {
        self.requestID = requestID
        self.json = json
    }

    /// Reads a `control_request` frame, or one of the requests still open that an initialize answer lists.
    public init?(frame: JSONObject) {
        guard let id = frame.string("request_id"), let request = frame.object("request") else { return nil }
        self.init(requestID: id, json: request)
    }

    /// The subtype.
    public var subtype: String { json.string("subtype") ?? "" }

    /// The typed view.
    public var kind: Kind {
        switch subtype {
        case "can_use_tool": .canUseTool(PermissionRequest(json))
        case "hook_callback":
            .hookCallback(
                id: json.string("callback_id") ?? "",
                input: HookInput(json.object("input") ?? JSONObject()),
                toolUseID: json.string("tool_use_id")
            )
        case "mcp_message": .mcpMessage(serverName: json.string("server_name") ?? "", message: json["message"] ?? nil)
        case "elicitation": .elicitation(ElicitationRequest(json))
        case "request_user_dialog": .requestUserDialog(UserDialogRequest(json))
        default: .unknown(subtype: subtype)
        }
    }
}

/// The host's answer to an ``InboundRequest``.
public enum InboundAnswer: Sendable, Hashable {
    /// The payload asked for.
    case success(JSONObject)
    /// Why there is none. A permission is then denied; a hook fails as its ``HookMatcher/onFailure`` says.
    case failure(String)

    /// The answer to a subtype this library does not know.
    public static func unsupported(_ subtype: String) -> InboundAnswer {
        .failure("Unsupported control request subtype: \(subtype)")
    }
}
