internal import Domain
internal import JSON
internal import Journal

/// What somebody says about a call that waits.
struct CallAnswer: Sendable, Hashable {
    enum Reply: Sendable, Hashable {
        /// The tool may run or may not; the model reads the message of a refusal.
        case confirmation(allows: Bool, message: String?)
        /// What the client's own tool has come to: content blocks of the Messages API.
        case result(content: [JSONValue]?, isError: Bool?)
    }

    /// The model's id of the call.
    let toolUseID: String
    let reply: Reply

    /// What such an answer is for.
    var kind: ToolCatalogue.Wait {
        switch reply {
        case .confirmation: .confirmation
        case .result: .customTool
        }
    }

    /// What becomes of the call.
    var verdict: OpenCalls.Verdict {
        if case .confirmation(allows: false, message: _) = reply { .refuse } else { .proceed }
    }
}

extension CallAnswer {
    /// The body of `call.answered`.
    ///
    /// - Parameter uuid: By which the answer itself is known.
    func body(uuid: String) -> JSONObject {
        var body: JSONObject = ["tool_use_id": .string(toolUseID), "uuid": .string(uuid), "kind": .string(kind.rawValue)]
        switch reply {
        case .confirmation(let allows, let message):
            body.append("result", allows ? "allow" : "deny")
            if let message { body.append("message", .string(message)) }
        case .result(let content, let isError):
            if let content { body.append("content", .array(content)) }
            if let isError { body.append("is_error", .bool(isError)) }
        }
        return body
    }

    /// Reads the event; `nil` when it is none of this form.
    init?(_ event: JournalEvent) {
        guard event.kind == .callAnswered, let json = try? JSONValue(parsing: event.body) else { return nil }
        guard let id = json["tool_use_id"]?.string, let kind = json["kind"]?.string.flatMap(ToolCatalogue.Wait.init) else { return nil }
        toolUseID = id
        switch kind {
        case .confirmation: reply = .confirmation(allows: json["result"]?.string == "allow", message: json["message"]?.string)
        case .customTool: reply = .result(content: json["content"]?.array, isError: json["is_error"]?.bool)
        }
    }
}
