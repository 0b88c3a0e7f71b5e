import Glibc
import JSON

/// What the program says of itself: the answer to `initialize` and the frame that opens each turn.
extension Frame {
    private static let tools: JSONValue = ["Task", "Bash", "Edit", "Read", "WebFetch", "WebSearch", "Write"]
    private static let capabilities: JSONValue = [
        "interrupt_receipt_v1", "interrupt_cancel_queued_v1", "msg_lifecycle_v1", "sdk_mcp_manifests",
    ]

    private static let model: JSONValue = [
        "value": "default", "resolvedModel": .string(Release.model), "displayName": "Default", "description": "The default",
        "supportsEffort": true, "supportedEffortLevels": ["low", "high"], "supportsAdaptiveThinking": true, "supportsFastMode": false,
        "supportsAutoMode": true, "supportsThinkingOff": false,
    ]

    static func initializeAnswer(_ program: Program) -> JSONValue {
        [
            "commands": [["name": "compact", "description": "Free up context", "argumentHint": "", "builtin": true, "aliases": ["c"]]],
            "agents": [["name": "general-purpose", "description": "Agent for anything", "model": "inherit"]],
            "output_style": "default", "available_output_styles": ["default"],
            "user_output_styles_dir": .string((program.environment.configFolder ?? "") + "/output-styles"),
            "models": [model],
            "account": ["tokenSource": "none", "apiKeySource": "ANTHROPIC_API_KEY", "apiProvider": "firstParty"],
            "pid": .number(JSONNumber(Int(getpid()))), "claude_code_version": .string(Release.version),
            "current_permission_mode": .string(program.permissionMode), "hook_on_failure_supported": true, "hooks_when_unanswered_kept": 0,
            "other_hook_ask_outranks_host": true, "feedback_mode": ["kind": "disabled"], "analytics_disabled": true,
            "remote_control_auto_enable": false, "remote_control_auto_connect_default": false, "remote_control_available": false,
            "remote_control_auto_on_by_default": false, "ide_rc_auto_enable_gate": false, "fast_mode_state": "off",
            "fast_mode_disabled_reason": "sdk_opt_in_required",
            "session_state": program.conversation.callPutOff == nil ? "idle" : "running",
            "capabilities": ["ui_surface_v1"],
        ]
    }

    static func systemInit(_ program: Program, uuids: [String]) -> JSONObject {
        let folder = program.workingDirectory
        let config = program.environment.configFolder ?? ""
        let temporary = program.environment["TMPDIR"] ?? "/tmp"
        var frame: JSONObject = [
            "type": "system", "subtype": "init", "cwd": .string(folder), "session_id": .string(program.conversation.id), "tools": tools,
            "mcp_servers": program.servers,
            "model": .string(program.model), "permissionMode": .string(program.permissionMode), "slash_commands": ["clear", "compact"],
            "terminal_slash_commands": ["doctor"], "apiKeySource": "ANTHROPIC_API_KEY", "claude_code_version": .string(Release.version),
            "output_style": "default", "agents": ["general-purpose"], "skills": ["verify"],
            "plugins": [["name": "fake", "path": "builtin", "source": "fake@builtin"]], "capabilities": capabilities,
            "analytics_disabled": true, "product_feedback_disabled": true, "uuid": .string(UUID.random()),
            "memory_paths": ["auto": .string("\(config)/projects/\(ProjectKey.of(folder))/memory/")],
            "original_cwd": .string(folder), "additional_directories": [],
            "messaging_socket_path": .string("\(temporary)/cc-socks/\(getpid()).sock"),
            "fast_mode_state": "off", "fast_mode_disabled_reason": "sdk_opt_in_required", "per_turn_effort_active": true,
            "ultrathink_available": false, "ultrathink_typed_raises": false, "view_mode": "default",
        ]
        if !uuids.isEmpty { frame["user_message_uuids"] = list(uuids) }
        return frame
    }

    static func list(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }
}
