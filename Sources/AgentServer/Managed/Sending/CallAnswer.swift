internal import JSON

/// What a client says about a call that waits.
struct CallAnswer: Sendable, Hashable {
    enum Reply: Sendable, Hashable {
        case confirmation(allows: Bool, message: String?)
        case result(content: [JSONValue]?, isError: Bool?)
    }

    /// The model's id of the call.
    let toolUseID: String
    let reply: Reply

    /// The body of `call.answered`.
    func body(uuid: String) -> JSONObject {
        var body: JSONObject = ["tool_use_id": .string(toolUseID), "uuid": .string(uuid)]
        switch reply {
        case .confirmation(let allows, let message):
            body.append("kind", "confirmation")
            body.append("result", allows ? "allow" : "deny")
            if let message { body.append("message", .string(message)) }
        case .result(let content, let isError):
            body.append("kind", "custom_tool")
            if let content { body.append("content", .array(content)) }
            if let isError { body.append("is_error", .bool(isError)) }
        }
        return body
    }
}
