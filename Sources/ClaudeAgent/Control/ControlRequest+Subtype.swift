import JSON

extension ControlRequest {
    /// The `subtype` field.
    public var subtype: String {
        switch self {
        case .initialize: "initialize"
        case .interrupt: "interrupt"
        case .setPermissionMode: "set_permission_mode"
        case .setModel: "set_model"
        case .setMaxThinkingTokens: "set_max_thinking_tokens"
        case .applyFlagSettings: "apply_flag_settings"
        case .getSettings: "get_settings"
        case .updateSettings: "update_settings"
        case .mcpStatus: "mcp_status"
        case .mcpReconnect: "mcp_reconnect"
        case .mcpToggle: "mcp_toggle"
        case .mcpSetServers: "mcp_set_servers"
        case .mcpCall: "mcp_call"
        case .mcpReadResource: "mcp_read_resource"
        case .getContextUsage: "get_context_usage"
        case .getSessionCost: "get_session_cost"
        case .getUsage: "get_usage"
        case .listModels: "list_models"
        case .getBinaryVersion: "get_binary_version"
        case .renameSession: "rename_session"
        case .rewindFiles: "rewind_files"
        case .stopTask: "stop_task"
        case .backgroundTasks: "background_tasks"
        case .getTaskOutput: "get_task_output"
        case .cancelAsyncMessage: "cancel_async_message"
        case .seedReadState: "seed_read_state"
        case .readFile: "read_file"
        case .fileSuggestions: "file_suggestions"
        case .listPermissionRules: "list_permission_rules"
        case .getHooksListing: "get_hooks_listing"
        case .reloadSkills: "reload_skills"
        case .reloadPlugins: "reload_plugins"
        case .reloadOutputStyles: "reload_output_styles"
        case .registerRepoRoot: "register_repo_root"
        case .setColor: "set_color"
        case .claimSession: "claim_session"
        case .endSession: "end_session"
        case .other(let subtype, _): subtype
        }
    }
}
