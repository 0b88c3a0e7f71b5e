public import JSON

/// Decides one call. May take as long as it likes; is cancelled when the CLI withdraws the question.
///
/// A thrown error denies the call.
public typealias PermissionHandler = @Sendable (PermissionRequest) async throws -> PermissionDecision

/// The CLI asks whether a tool may be called: `can_use_tool` (protocol notes 7.1).
///
/// Asked only where rules leave the answer open; to see every call use a ``HookEvent/preToolUse`` hook.
public struct PermissionRequest: JSONBacked {
    /// The request.
    public let json: JSONObject

    /// Views a request.
    public init(_ json: JSONObject) {
        self.json = json
    }

    /// The tool.
    public var toolName: String { json.string("tool_name") ?? "" }
    /// Its arguments.
    public var input: JSONObject { json.object("input") ?? JSONObject() }
    /// The call.
    public var toolUseID: String? { json.string("tool_use_id") }
    /// The tool's name for people.
    public var displayName: String? { json.string("display_name") }
    /// The question as a title.
    public var title: String? { json.string("title") }
    /// What the call does, in words.
    public var description: String? { json.string("description") }
    /// Rules that would answer such calls from now on.
    public var suggestions: [PermissionUpdate] { json.objects("permission_suggestions").compactMap(PermissionUpdate.init) }
    /// The path that made the question necessary.
    public var blockedPath: String? { json.string("blocked_path") }
    /// Why it is asked.
    public var decisionReason: String? { json.string("decision_reason") }
    /// The kind of reason.
    public var decisionReasonType: String? { json.string("decision_reason_type") }
    /// The subagent that calls; `nil` on the main thread.
    public var agentID: String? { json.string("agent_id") }
    /// The MCP server of the tool.
    public var mcpServerName: String? { json.object("mcp_server")?.string("name") }
    /// Whether only a person can answer, as for `AskUserQuestion`.
    public var requiresUserInteraction: Bool { json.bool("requires_user_interaction") ?? false }
    /// Whether no rule for the future should be offered.
    public var suppressesAlwaysAllow: Bool { json.bool("suppress_always_allow_rule") ?? false }
    /// Whether "no" is the answer to offer first.
    public var defaultsToNo: Bool { json.bool("default_to_no") ?? false }
}
