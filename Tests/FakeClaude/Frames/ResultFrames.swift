import JSON

/// A result on its way out: how the turn ended, and what is counted around it.
struct ResultFrame {
    let outcome: Outcome
    let conversation: Conversation
    let model: String
    let index: Int
    let milliseconds: Int
    let uuids: [String]

    /// The frame; its `type` stands near the end, as the real one's does.
    var frame: JSONObject {
        var frame: JSONObject = [
            "duration_api_ms": 1, "stop_reason": outcome.stopReason, "session_id": .string(conversation.id),
            "total_cost_usd": conversation.dollars, "usage": Self.usage(outcome.isWithoutModel ? 0 : 1),
            "modelUsage": modelUsage(turns: conversation.cost / Turn.cost), "permission_denials": .array(outcome.denials),
            "terminal_reason": .string(outcome.terminalReason), "fast_mode_state": "off",
            "fast_mode_disabled_reason": "sdk_opt_in_required", "subagent_stats": Self.noSubagents, "safety_stops": 0,
            "is_error": .bool(outcome.isError), "num_turns": .number(JSONNumber(outcome.turnCount)), "subtype": .string(outcome.subtype),
        ]
        frame.merge(outcome.subtype == "success" ? success : ["errors": Frame.list(outcome.errors)])
        frame.merge(["type": "result", "duration_ms": .number(JSONNumber(milliseconds)), "uuid": .string(UUID.random())])
        if outcome.subtype == "success", !outcome.isWithoutModel { frame.merge(timings) }
        frame.merge(["queued_turn_count": 0, "result_index": .number(JSONNumber(index))])
        frame["model_usage_since_last_result"] = modelUsage(turns: outcome.isWithoutModel ? 0 : 1)
        return frame.merging(outcome.extra)
    }

    private var success: JSONObject {
        var members: JSONObject = ["result": .string(outcome.text)]
        if let status = outcome.apiStatus {
            members.merge(["api_error_status": .number(JSONNumber(status)), "api_error_type": Frame.apiErrorType(status)])
        } else if !outcome.isWithoutModel {
            members.merge(["api_error_status": nil, "ttft_ms": 1])
        }
        return members
    }

    private var timings: JSONObject {
        var members: JSONObject = ["ttft_stream_ms": 1, "time_to_request_ms": 1, "first_content_frame_ms": 1]
        guard !uuids.isEmpty else { return members }
        members.merge(Frame.promptIDs(uuids))
        members.merge([
            "request_sent_wall_ms": .number(JSONNumber(Moment.wallClock)), "first_request_input_tokens": 5,
            "first_request_cache_read_input_tokens": 0,
        ])
        return members
    }

    private func modelUsage(turns: Int) -> JSONValue {
        guard turns > 0 else { return [:] }
        let numbers: JSONValue = [
            "inputTokens": .number(JSONNumber(5 * turns)), "outputTokens": .number(JSONNumber(3 * turns)), "cacheReadInputTokens": 0,
            "cacheCreationInputTokens": 0, "webSearchRequests": 0, "costUSD": Conversation.dollars(turns * Turn.cost),
            "contextWindow": 1_000_000, "maxOutputTokens": 128_000, "thinkingTokens": 0, "cacheCreationEphemeral5mInputTokens": 0,
            "cacheCreationEphemeral1hInputTokens": 0, "canonicalModel": .string(model), "provider": "firstParty", "costBasis": "list",
        ]
        return .object([model: numbers])
    }

    /// The result of a start that failed.
    static func startFailure(_ message: String, _ sessionID: String) -> JSONObject {
        Frame.tagged(
            [
                "type": "result", "subtype": "error_during_execution", "duration_ms": 0, "duration_api_ms": 0, "is_error": true,
                "num_turns": 0, "stop_reason": nil, "total_cost_usd": 0, "usage": usage(0), "modelUsage": [:], "permission_denials": [],
                "errors": [.string(message)], "result_index": 0,
            ],
            sessionID
        )
    }

    private static func usage(_ turns: Int) -> JSONValue {
        [
            "input_tokens": .number(JSONNumber(5 * turns)), "cache_creation_input_tokens": 0, "cache_read_input_tokens": 0,
            "output_tokens": .number(JSONNumber(3 * turns)), "output_tokens_details": ["thinking_tokens": 0],
            "server_tool_use": ["web_search_requests": 0, "web_fetch_requests": 0], "service_tier": "standard",
            "cache_creation": ["ephemeral_1h_input_tokens": 0, "ephemeral_5m_input_tokens": 0], "inference_geo": "", "iterations": [],
            "speed": "standard", "fallback_credit": nil,
        ]
    }

    private static let noSubagents: JSONValue = [
        "spawned": 0, "requested": ["background": 0, "foreground": 0, "unset": 0], "started_in_background": 0, "max_depth": 0,
        "spawned_by_subagents": 0, "completed": 0, "failed": 0, "killed": ["parent": 0, "user": 0, "system": 0],
        "refused": ["depth_limit": 0, "concurrency_limit": 0, "budget": 0], "by_type": [:],
    ]
}
