public import JSON

extension HookOutput {
    /// The object as the wire has it. The async form stands alone, as the CLI looks at nothing else then.
    public var json: JSONObject {
        if let asyncTimeout { return Self.asyncJSON(asyncTimeout) }
        var object = JSONObject()
        object.set("continue", continues)
        object.set("stopReason", stopReason)
        object.set("suppressOutput", suppressesOutput)
        object.set("systemMessage", systemMessage)
        if blocks { object.set("decision", "block") }
        object.set("reason", reason)
        object.set("hookSpecificOutput", specific?.json)
        for (key, value) in additional { object[key] = value }
        return object
    }

    private static func asyncJSON(_ timeout: AsyncTimeout) -> JSONObject {
        var object: JSONObject = ["async": true]
        if case .milliseconds(let milliseconds) = timeout { object.set("asyncTimeout", milliseconds) }
        return object
    }
}

extension HookOutput.Specific {
    var json: JSONObject {
        var object: JSONObject = ["hookEventName": .string(event.rawValue)]
        switch self {
        case .preToolUse(let decision, let reason, let updatedInput, let additionalContext):
            object.set("permissionDecision", decision?.rawValue)
            object.set("permissionDecisionReason", reason)
            object.set("updatedInput", updatedInput)
            object.set("additionalContext", additionalContext)
        case .postToolUse(let additionalContext, let updatedToolOutput):
            object.set("additionalContext", additionalContext)
            object.set("updatedToolOutput", updatedToolOutput)
        case .context(_, let text): object.set("additionalContext", text)
        case .other(_, let fields): for (key, value) in fields { object[key] = value }
        }
        return object
    }

    private var event: HookEvent {
        switch self {
        case .preToolUse: .preToolUse
        case .postToolUse: .postToolUse
        case .context(let event, _), .other(let event, _): event
        }
    }
}
