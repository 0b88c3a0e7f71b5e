/// One line for each kind of frame of protocol notes 9, shaped as the CLI writes them.
enum Frames {
    static let systemInit =
        #"{"type":"system","subtype":"init","cwd":"/w","session_id":"s1","tools":["Bash","mcp__calc__add"],"#
        + #""mcp_servers":[{"name":"calc","status":"connected"}],"model":"claude-opus-5-5","permissionMode":"dontAsk","slash_commands":["clear"],"#
        + #""apiKeySource":"ANTHROPIC_API_KEY","claude_code_version":"2.1.327","agents":["general"],"skills":["pdf"],"#
        + #""capabilities":["interrupt_receipt_v1"],"user_message_uuids":["p1"],"uuid":"u1"}"#
    static let assistant =
        #"{"type":"assistant","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude-opus-5-5","content":["#
        + #"{"type":"text","text":"Hé\n"}],"stop_reason":null,"usage":{"input_tokens":3,"output_tokens":1,"#
        + #""cache_read_input_tokens":7,"cache_creation_input_tokens":2}},"parent_tool_use_id":null,"session_id":"s1","uuid":"u2"}"#
    static let apiFailure =
        #"{"type":"assistant","message":{"id":"m","model":"<synthetic>","content":[{"type":"text","text":"no"}]},"#
        + #""error":"authentication_failed","api_error_status":401,"aborted":true,"user_message_uuid":"p1","session_id":"s1","uuid":"u3"}"#
    static let user =
        #"{"type":"user","message":{"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":"42","is_error":false}]},"#
        + #""parent_tool_use_id":"t0","tool_use_result":{"stdout":"42"},"isSynthetic":true,"session_id":"s1","uuid":"u4"}"#
    static let replay = #"{"type":"user","message":{"role":"user","content":"hello"},"isReplay":true,"session_id":"s1","uuid":"u5"}"#
    static let streamEvent =
        #"{"type":"stream_event","event":{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"He"}},"#
        + #""parent_tool_use_id":null,"api_message_id":"msg_1","session_id":"s1","uuid":"u6"}"#
    static let success =
        #"{"subtype":"success","is_error":false,"duration_ms":1200,"duration_api_ms":900,"num_turns":2,"result":"42","stop_reason":"end_turn","#
        + #""session_id":"s1","total_cost_usd":0.0125,"usage":{"input_tokens":5,"output_tokens":6},"#
        + #""modelUsage":{"claude-opus-5-5":{"inputTokens":5,"outputTokens":6,"thinkingTokens":1,"cacheReadInputTokens":2,"#
        + #""cacheCreationInputTokens":3,"webSearchRequests":4,"costUSD":0.0125,"contextWindow":200000,"maxOutputTokens":64000}},"#
        + #""model_usage_since_last_result":{"claude-opus-5-5":{"inputTokens":1}},"#
        + #""permission_denials":[{"tool_name":"Bash","tool_use_id":"t9","tool_input":{"command":"rm"}}],"terminal_reason":"completed","#
        + #""queued_turn_count":1,"user_message_uuids":["p1","p2"],"structured_output":{"a":1},"uuid":"u7","type":"result"}"#
    static let failedCall =
        #"{"type":"result","subtype":"success","is_error":true,"result":"Invalid API key","api_error_status":401,"#
        + #""terminal_reason":"api_error","session_id":"s1","uuid":"u8"}"#
    static let rateLimit =
        #"{"type":"rate_limit_event","rate_limit_info":{"status":"allowed_warning","resetsAt":1764547200,"rateLimitType":"five_hour","#
        + #""utilization":0.91},"session_id":"s1","uuid":"u9"}"#
    static let reset = #"{"type":"conversation_reset","new_conversation_id":"s2","trigger":"clear","session_id":"s1","uuid":"u10"}"#
    static let progress =
        #"{"type":"tool_progress","tool_use_id":"t1","tool_name":"Bash","elapsed_time_seconds":30,"session_id":"s1","uuid":"u11"}"#
    static let lifecycle = #"{"type":"command_lifecycle","command_uuid":"p1","state":"started","session_id":"s1","uuid":"u12"}"#
    static let mirror = #"{"type":"transcript_mirror","filePath":"/c/projects/-w/s1.jsonl","entries":[{"type":"user","uuid":"e1"},3]}"#

    static let others = [
        #"{"type":"tool_use_summary","summary":"ran 3 tools","session_id":"s1","uuid":"u13"}"#,
        #"{"type":"auth_status","isAuthenticating":true,"error":"no","session_id":"s1","uuid":"u14"}"#,
        #"{"type":"prompt_suggestion","suggestion":"go on","session_id":"s1","uuid":"u15"}"#,
        #"{"type":"active_goal","goal":"x","session_id":"s1","uuid":"u16"}"#,
        #"{"type":"control_request","request_id":"r1","request":{"subtype":"can_use_tool","tool_name":"Bash","input":{}}}"#,
        #"{"type":"control_response","response":{"subtype":"success","request_id":"r1","response":{}}}"#,
        #"{"type":"control_cancel_request","request_id":"r1"}"#, #"{"type":"keep_alive"}"#,
    ]

    static let all =
        [systemInit, assistant, apiFailure, user, replay, streamEvent, success, failedCall, rateLimit, reset, progress, lifecycle, mirror]
        + others
        + SystemFrames.rows.map(\.line)
}

/// System frames and the case each must be read as.
enum SystemFrames {
    static let rows: [(line: String, details: String)] = [
        (frame("init", #""cwd":"/w""#), "initialization"), (frame("session_state_changed", #""state":"idle""#), "sessionState"),
        (frame("status", #""status":"requesting""#), "status"), (frame("status", #""status":null"#), "status"),
        (frame("compact_boundary", #""compact_metadata":{"trigger":"auto","pre_tokens":9,"post_tokens":2}"#), "compactBoundary"),
        (frame("api_retry", #""attempt":1,"max_retries":5,"retry_delay_ms":600.5,"error_status":529,"error":"overloaded""#), "apiRetry"),
        (frame("permission_denied", #""tool_name":"Bash","tool_use_id":"t1","message":"no""#), "permissionDenied"),
        (frame("task_started", #""task_id":"a","task_type":"local_agent","description":"d""#), "taskStarted"),
        (frame("task_progress", #""task_id":"a""#), "taskProgress"),
        (frame("task_updated", #""task_id":"a","patch":{"status":"killed"}"#), "taskUpdated"),
        (frame("task_notification", #""task_id":"a","status":"completed","summary":"ok""#), "taskNotification"),
        (frame("background_tasks_changed", #""tasks":[{"id":"a"}]"#), "backgroundTasks"),
        (frame("hook_started", #""hook_id":"h","hook_name":"n","hook_event":"Stop""#), "hook"),
        (frame("hook_progress", #""hook_id":"h""#), "hook"),
        (frame("hook_response", #""hook_id":"h","outcome":"error","exit_code":2"#), "hook"),
        (frame("informational", #""content":"hi","level":"warning""#), "informational"),
        (frame("session_title_changed", #""title":"work""#), "titleChanged"),
        (frame("model_fallback", #""content":"switched""#), "modelFallback"),
        (frame("mirror_error", #""error":"disk full","key":{"project_key":"-w"}"#), "mirrorError"),
        (frame("worker_shutting_down", #""reason":"idle""#), "shuttingDown"), (frame("thinking_tokens", #""estimated_tokens":5"#), "other"),
        (frame("notification", #""x":1"#), "other"), (frame("commands_changed", #""x":1"#), "other"),
        (frame("model_refusal_fallback", #""x":1"#), "other"), (frame("model_refusal_no_fallback", #""x":1"#), "other"),
        (frame("local_command_output", #""x":1"#), "other"), (frame("files_persisted", #""x":1"#), "other"),
        (frame("memory_recall", #""x":1"#), "other"), (frame("plugin_install", #""x":1"#), "other"),
        (frame("elicitation_complete", #""x":1"#), "other"), (frame("control_request_progress", #""x":1"#), "other"),
        (frame("ui_invalidate", #""x":1"#), "other"), (frame("never_heard_of", #""x":1"#), "other"),
    ]

    private static func frame(_ subtype: String, _ fields: String) -> String {
        #"{"type":"system","subtype":"\#(subtype)",\#(fields),"session_id":"s1","uuid":"u"}"#
    }
}
