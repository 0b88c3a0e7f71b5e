public import JSON

/// What a hook is told (protocol notes 8). Fields of single events read as `nil` on others; all are in ``json``.
public struct HookInput: JSONBacked {
    /// The whole input.
    public let json: JSONObject

    /// Views an input.
    public init(_ json: JSONObject) {
        self.json = json
    }

    /// The event.
    public var event: HookEvent { HookEvent(rawValue: json.string("hook_event_name") ?? "") }
    /// The session.
    public var sessionID: String? { json.string("session_id") }
    /// The transcript on disk.
    public var transcriptPath: String? { json.string("transcript_path") }
    /// The working directory.
    public var workingDirectory: String? { json.string("cwd") }
    /// The permission mode, when this library knows it.
    public var permissionMode: PermissionMode? { json.string("permission_mode").flatMap(PermissionMode.init(rawValue:)) }
    /// The prompt that is being worked on.
    public var promptID: String? { json.string("prompt_id") }
    /// The subagent; `nil` on the main thread.
    public var agentID: String? { json.string("agent_id") }
    /// The kind of subagent.
    public var agentType: String? { json.string("agent_type") }

    /// Tool events: the tool.
    public var toolName: String? { json.string("tool_name") }
    /// Tool events: its arguments.
    public var toolInput: JSONObject? { json.object("tool_input") }
    /// Tool events: the call.
    public var toolUseID: String? { json.string("tool_use_id") }
    /// After a tool: what it answered.
    public var toolResponse: JSONValue? { json["tool_response"] }
    /// After a tool: how long it took, in milliseconds.
    public var durationMilliseconds: Double? { json.double("duration_ms") }
    /// `UserPromptSubmit`: the prompt.
    public var prompt: String? { json.string("prompt") }
    /// `Stop`: whether an earlier stop hook already kept the agent going. Do not block again then, or it never ends.
    public var isStopHookActive: Bool { json.bool("stop_hook_active") ?? false }
    /// `Stop`: the last text.
    public var lastAssistantMessage: String? { json.string("last_assistant_message") }
}
