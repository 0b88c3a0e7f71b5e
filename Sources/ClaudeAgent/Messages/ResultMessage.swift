public import JSON

/// The end of a run of the model's loop: what came of it, what it cost (protocol notes 9).
///
/// A turn may hold several; it is over at `session_state_changed: idle`. See ``TurnState``.
public struct ResultMessage: JSONBacked {
    /// The frame.
    public let json: JSONObject

    /// Views a frame.
    public init(_ json: JSONObject) {
        self.json = json
    }

    /// How it ended. An API failure says `success` here: see ``failure``.
    public var subtype: ResultSubtype { ResultSubtype(rawValue: json.string("subtype") ?? "") }
    /// Whether it is a failure.
    public var isError: Bool { json.bool("is_error") ?? false }
    /// The final text, or the text of an API failure.
    public var text: String? { json.string("result") }
    /// What went wrong, on error subtypes.
    public var errors: [String] { json.strings("errors") }
    /// Why the loop ended.
    public var terminalReason: TerminalReason? { json.string("terminal_reason").map(TerminalReason.init(rawValue:)) }
    /// The model's own reason for the last stop.
    public var stopReason: String? { json.string("stop_reason") }
    /// The HTTP status of a failed API call.
    public var apiErrorStatus: Int? { json.int("api_error_status") }
    /// The value asked for by ``OutputFormat``.
    public var structuredOutput: JSONValue? { json["structured_output"] }
    /// The tool call a hook put off; a resume asks the hook again.
    public var deferredToolUse: JSONObject? { json.object("deferred_tool_use") }
    /// The session.
    public var sessionID: String? { json.string("session_id") }
    /// The prompts this answers, which may be several: match by these, never by counting (protocol notes 4.6).
    public var userMessageUUIDs: [String] { json.userMessageUUIDs }
    /// Who caused the run, when it was not a prompt: `task-notification` for the end of a background task.
    public var originKind: String? { json.object("origin")?.string("kind") }
    /// Wall time in milliseconds.
    public var durationMilliseconds: Int? { json.int("duration_ms") }
    /// Time spent in API calls, in milliseconds.
    public var apiDurationMilliseconds: Int? { json.int("duration_api_ms") }
    /// Model steps taken.
    public var turnCount: Int? { json.int("num_turns") }
    /// US dollars since the conversation began. Cumulative; a resumed or forked session goes on from the saved total.
    public var totalCostUSD: Double? { json.double("total_cost_usd") }
    /// Tokens of this run's main loop alone.
    public var usage: Usage? { json.object("usage").map(Usage.init) }
    /// Totals by model, cumulative like ``totalCostUSD``.
    public var modelUsage: [String: ModelUsage] { json.modelUsages("modelUsage") }
    /// Totals by model since the last result.
    public var modelUsageSinceLastResult: [String: ModelUsage] { json.modelUsages("model_usage_since_last_result") }
    /// Calls that were not permitted.
    public var permissionDenials: [PermissionDenial] { json.objects("permission_denials").map(PermissionDenial.init) }
    /// Prompts still waiting.
    public var queuedTurnCount: Int? { json.int("queued_turn_count") }
}

/// A call that was not permitted.
public struct PermissionDenial: JSONBacked {
    /// The object.
    public let json: JSONObject

    /// Views an object.
    public init(_ json: JSONObject) {
        self.json = json
    }

    /// The tool.
    public var toolName: String? { json.string("tool_name") }
    /// The call.
    public var toolUseID: String? { json.string("tool_use_id") }
    /// Its arguments.
    public var toolInput: JSONObject? { json.object("tool_input") }
}

extension JSONObject {
    fileprivate func modelUsages(_ key: String) -> [String: ModelUsage] {
        guard let models = object(key) else { return [:] }
        let usages = models.compactMap { member in member.value.object.map { (member.key, ModelUsage($0)) } }
        return Dictionary(usages) { _, last in last }
    }
}
