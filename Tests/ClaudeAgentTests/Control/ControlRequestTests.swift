import ClaudeAgent
import JSON
import Testing

/// One row of protocol notes 6: a request and the `request` object it is sent as.
struct ControlRow: Sendable, CustomTestStringConvertible {
    let request: ControlRequest
    let expected: String
    var testDescription: String { request.subtype }

    init(_ request: ControlRequest, _ expected: String) {
        self.request = request
        self.expected = expected
    }
}

@Suite struct ControlRequestTests {
    @Test(arguments: sessionControlRows + mcpControlRows + reportControlRows) func isSentExactlySo(_ row: ControlRow) {
        #expect(JSONValue.object(row.request.json).serializedString() == row.expected)
        #expect(row.expected.contains(#""subtype":"\#(row.request.subtype)""#))
    }

    @Test func theFrameCarriesTheID() {
        #expect(
            JSONValue.object(ControlRequest.endSession.frame(requestID: "req_1_029f390c")).serializedString()
                == #"{"type":"control_request","request_id":"req_1_029f390c","request":{"subtype":"end_session"}}"#
        )
    }

    @Test func fieldsGivenByHandCannotChangeTheSubtype() {
        let request = ControlRequest.other(subtype: "x", fields: ["subtype": "end_session", "a": 1])
        #expect(JSONValue.object(request.json).serializedString() == #"{"subtype":"x","a":1}"#)
    }
}

private let sessionControlRows: [ControlRow] = [
    ControlRow(.initialize(AgentOptions().initializeRequest()), #"{"subtype":"initialize","hooks":null}"#),
    ControlRow(.interrupt(cancelQueued: nil), #"{"subtype":"interrupt"}"#),
    ControlRow(.interrupt(cancelQueued: true), #"{"subtype":"interrupt","cancel_queued":true}"#),
    ControlRow(.setPermissionMode(.acceptEdits), #"{"subtype":"set_permission_mode","mode":"acceptEdits"}"#),
    ControlRow(.setModel("opus"), #"{"subtype":"set_model","model":"opus"}"#),
    ControlRow(.setModel(nil), #"{"subtype":"set_model","model":null}"#),
    ControlRow(
        .setMaxThinkingTokens(9, display: .omitted),
        #"{"subtype":"set_max_thinking_tokens","max_thinking_tokens":9,"thinking_display":"omitted"}"#
    ),
    ControlRow(.applyFlagSettings(["a": nil]), #"{"subtype":"apply_flag_settings","settings":{"a":null}}"#),
    ControlRow(.getSettings, #"{"subtype":"get_settings"}"#),
    ControlRow(
        .updateSettings(source: .userSettings, ["a": 1]),
        #"{"subtype":"update_settings","source":"userSettings","settings":{"a":1}}"#
    ),
    ControlRow(.updateSettings(source: .localSettings, [:]), #"{"subtype":"update_settings","source":"localSettings","settings":{}}"#),
    ControlRow(
        .renameSession(title: "t", source: "user", sessionID: "s"),
        #"{"subtype":"rename_session","title":"t","source":"user","session_id":"s"}"#
    ),
    ControlRow(.rewindFiles(userMessageID: "u", dryRun: true), #"{"subtype":"rewind_files","user_message_id":"u","dry_run":true}"#),
    ControlRow(.rewindFiles(userMessageID: "u", dryRun: nil), #"{"subtype":"rewind_files","user_message_id":"u"}"#),
    ControlRow(.cancelAsyncMessage(uuid: "u"), #"{"subtype":"cancel_async_message","message_uuid":"u"}"#),
    ControlRow(.claimSession(claim), claimText),
    ControlRow(.claimSession(SessionClaim(workingDirectory: "/w")), #"{"subtype":"claim_session","cwd":"/w"}"#),
    ControlRow(.endSession, #"{"subtype":"end_session"}"#),
]

private let mcpControlRows: [ControlRow] = [
    ControlRow(.mcpStatus, #"{"subtype":"mcp_status"}"#),
    ControlRow(.mcpReconnect(serverName: "a"), #"{"subtype":"mcp_reconnect","serverName":"a"}"#),
    ControlRow(.mcpToggle(serverName: "a", enabled: false), #"{"subtype":"mcp_toggle","serverName":"a","enabled":false}"#),
    ControlRow(.mcpSetServers(["a": ["type": "sdk"]]), #"{"subtype":"mcp_set_servers","servers":{"a":{"type":"sdk"}}}"#),
    ControlRow(.mcpCall(tool: "t", arguments: ["x": 1]), #"{"subtype":"mcp_call","tool":"t","arguments":{"x":1}}"#),
    ControlRow(.mcpReadResource(serverName: "a", uri: "file:///x"), #"{"subtype":"mcp_read_resource","serverName":"a","uri":"file:///x"}"#),
]

private let reportControlRows: [ControlRow] = [
    ControlRow(.getContextUsage(detail: .summary), #"{"subtype":"get_context_usage","detail":"summary"}"#),
    ControlRow(.getContextUsage(detail: nil), #"{"subtype":"get_context_usage"}"#),
    ControlRow(.getSessionCost, #"{"subtype":"get_session_cost"}"#),
    ControlRow(.getUsage(skipBehaviors: true), #"{"subtype":"get_usage","skip_behaviors":true}"#),
    ControlRow(.listModels, #"{"subtype":"list_models"}"#), ControlRow(.getBinaryVersion, #"{"subtype":"get_binary_version"}"#),
    ControlRow(.stopTask(id: "t"), #"{"subtype":"stop_task","task_id":"t"}"#),
    ControlRow(.backgroundTasks(toolUseID: nil), #"{"subtype":"background_tasks"}"#),
    ControlRow(.backgroundTasks(toolUseID: "t"), #"{"subtype":"background_tasks","tool_use_id":"t"}"#),
    ControlRow(.getTaskOutput(id: "t"), #"{"subtype":"get_task_output","task_id":"t"}"#),
    ControlRow(.seedReadState(["a": 1]), #"{"subtype":"seed_read_state","a":1}"#),
    ControlRow(.readFile(["a": 1]), #"{"subtype":"read_file","a":1}"#),
    ControlRow(.fileSuggestions([:]), #"{"subtype":"file_suggestions"}"#),
    ControlRow(.listPermissionRules([:]), #"{"subtype":"list_permission_rules"}"#),
    ControlRow(.getHooksListing([:]), #"{"subtype":"get_hooks_listing"}"#), ControlRow(.reloadSkills([:]), #"{"subtype":"reload_skills"}"#),
    ControlRow(.reloadPlugins([:]), #"{"subtype":"reload_plugins"}"#),
    ControlRow(.reloadOutputStyles([:]), #"{"subtype":"reload_output_styles"}"#),
    ControlRow(.registerRepoRoot([:]), #"{"subtype":"register_repo_root"}"#), ControlRow(.setColor([:]), #"{"subtype":"set_color"}"#),
    ControlRow(.other(subtype: "new", fields: ["a": 1]), #"{"subtype":"new","a":1}"#),
]

private var claim: SessionClaim {
    var claim = SessionClaim(workingDirectory: "/w")
    claim.permissionMode = .default
    claim.title = "t"
    claim.additionalDirectories = ["/d"]
    claim.appendSystemPrompt = "p"
    claim.agents = ["a": SubagentDefinition(description: "d", prompt: "p")]
    claim.maxThinkingTokens = 5
    claim.sdkMCPServers = ["calc"]
    claim.includesInitialize = true
    return claim
}

private let claimText =
    #"{"subtype":"claim_session","cwd":"/w","permission_mode":"default","title":"t","additional_directories":["/d"],"#
    + #""append_system_prompt":"p","agents":{"a":{"description":"d","prompt":"p"}},"max_thinking_tokens":5,"#
    + #""sdk_mcp_servers":["calc"],"include_initialize":true}"#
