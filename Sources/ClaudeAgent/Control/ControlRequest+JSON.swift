public import JSON

extension ControlRequest {
    /// The `request` object as the wire has it; field names are the CLI's, `serverName` among them.
    public var json: JSONObject {
        if case .initialize(let request) = self { return request }
        var object: JSONObject = ["subtype": .string(subtype)]
        for (key, value) in sessionFields ?? mcpFields ?? reportFields ?? givenFields ?? JSONObject() { object[key] = value }
        return object
    }

    /// The whole frame.
    public func frame(requestID: String) -> JSONObject {
        ["type": "control_request", "request_id": .string(requestID), "request": .object(json)]
    }

    private var sessionFields: JSONObject? {
        var object = JSONObject()
        switch self {
        case .interrupt(let cancelQueued): object.set("cancel_queued", cancelQueued)
        case .setPermissionMode(let mode): object.set("mode", mode.rawValue)
        case .setModel(let model): object.set("model", model.map(JSONValue.string) ?? .null)
        case .setMaxThinkingTokens(let tokens, let display):
            object.set("max_thinking_tokens", tokens)
            object.set("thinking_display", display?.rawValue)
        case .applyFlagSettings(let settings): object.set("settings", settings)
        case .updateSettings(let source, let settings):
            object.set("source", source.rawValue)
            object.set("settings", settings)
        case .renameSession(let title, let source, let sessionID):
            object.set("title", title)
            object.set("source", source)
            object.set("session_id", sessionID)
        case .rewindFiles(let userMessageID, let dryRun):
            object.set("user_message_id", userMessageID)
            object.set("dry_run", dryRun)
        case .cancelAsyncMessage(let uuid): object.set("message_uuid", uuid)
        case .claimSession(let claim): return claim.fields
        default: return nil
        }
        return object
    }

    private var mcpFields: JSONObject? {
        var object = JSONObject()
        switch self {
        case .mcpReconnect(let serverName): object.set("serverName", serverName)
        case .mcpToggle(let serverName, let enabled):
            object.set("serverName", serverName)
            object.set("enabled", enabled)
        case .mcpSetServers(let servers): object.set("servers", servers)
        case .mcpCall(let tool, let arguments):
            object.set("tool", tool)
            object.set("arguments", arguments)
        case .mcpReadResource(let serverName, let uri):
            object.set("serverName", serverName)
            object.set("uri", uri)
        default: return nil
        }
        return object
    }

    private var reportFields: JSONObject? {
        var object = JSONObject()
        switch self {
        case .getContextUsage(let detail): object.set("detail", detail?.rawValue)
        case .getUsage(let skipBehaviors): object.set("skip_behaviors", skipBehaviors)
        case .stopTask(let id), .getTaskOutput(let id): object.set("task_id", id)
        case .backgroundTasks(let toolUseID): object.set("tool_use_id", toolUseID)
        default: return nil
        }
        return object
    }

    private var givenFields: JSONObject? {
        switch self {
        case .seedReadState(let fields), .readFile(let fields), .fileSuggestions(let fields), .listPermissionRules(let fields),
            .getHooksListing(let fields), .reloadSkills(let fields), .reloadPlugins(let fields), .reloadOutputStyles(let fields),
            .registerRepoRoot(let fields), .setColor(let fields), .other(_, let fields):
            var fields = fields
            fields["subtype"] = nil
            return fields
        default: return nil
        }
    }
}
