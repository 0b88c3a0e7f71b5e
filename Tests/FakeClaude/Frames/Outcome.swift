import JSON

/// How a turn ends.
struct Outcome {
    var subtype = "success"
    var isError = false
    var terminalReason = "completed"
    /// The `result` text of a success.
    var text = ""
    /// The `errors` of an error.
    var errors: [String] = []
    var apiStatus: Int?
    var denials: [JSONValue] = []
    var turnCount = 1
    var extra: JSONObject = [:]

    static func failure(_ subtype: String, _ reason: String, _ errors: [String]) -> Outcome {
        Outcome(subtype: subtype, isError: true, terminalReason: reason, errors: errors)
    }

    /// An exhausted API failure: a success by name that is an error.
    static func apiFailure(_ status: Int, _ text: String) -> Outcome {
        Outcome(isError: true, terminalReason: "api_error", text: text, apiStatus: status)
    }
}

extension Frame {
    /// The frame that ends a turn; its `type` stands near the end, as the real one's does.
    static func result(_ outcome: Outcome, _ conversation: Conversation, index: Int, model: String, milliseconds: Int) -> JSONObject {
        var frame: JSONObject = [
            "duration_api_ms": 1, "stop_reason": outcome.isError ? nil : "end_turn", "session_id": .string(conversation.id),
            "total_cost_usd": conversation.dollars, "usage": usage, "modelUsage": modelUsage(model, conversation),
            "permission_denials": .array(outcome.denials), "terminal_reason": .string(outcome.terminalReason),
            "fast_mode_state": "off", "fast_mode_disabled_reason": "sdk_opt_in_required", "safety_stops": 0,
            "is_error": .bool(outcome.isError), "num_turns": .number(JSONNumber(outcome.turnCount)), "subtype": .string(outcome.subtype),
        ]
        if outcome.subtype == "success" {
            frame["api_error_status"] = outcome.apiStatus.map { .number(JSONNumber($0)) } ?? .null
            frame["result"] = .string(outcome.text)
            if !outcome.isError { frame["ttft_ms"] = 1 }
        } else {
            frame["errors"] = list(outcome.errors)
        }
        frame.merge(["type": "result", "duration_ms": .number(JSONNumber(milliseconds)), "uuid": .string(UUID.random())])
        frame.merge(["queued_turn_count": 0, "result_index": .number(JSONNumber(index))])
        return frame.merging(outcome.extra)
    }

    /// The result of a start that failed.
    static func startFailure(_ message: String, _ sessionID: String) -> JSONObject {
        tagged(
            [
                "type": "result", "subtype": "error_during_execution", "duration_ms": 0, "duration_api_ms": 0, "is_error": true,
                "num_turns": 0, "stop_reason": nil, "total_cost_usd": 0, "usage": usage, "modelUsage": [:], "permission_denials": [],
                "errors": [.string(message)], "result_index": 0,
            ],
            sessionID
        )
    }

    private static func modelUsage(_ model: String, _ conversation: Conversation) -> JSONValue {
        let turns = max(1, conversation.cost / Turn.cost)
        let numbers: JSONValue = [
            "inputTokens": .number(JSONNumber(5 * turns)), "outputTokens": .number(JSONNumber(3 * turns)), "cacheReadInputTokens": 0,
            "cacheCreationInputTokens": 0, "webSearchRequests": 0, "costUSD": conversation.dollars, "contextWindow": 1_000_000,
            "maxOutputTokens": 128_000, "thinkingTokens": 0, "canonicalModel": .string(model), "provider": "firstParty",
            "costBasis": "list",
        ]
        return .object([model: numbers])
    }
}
