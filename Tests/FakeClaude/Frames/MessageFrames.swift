import JSON

/// What the agent and its tools say.
extension Frame {
    static let messageUsage: JSONValue = [
        "input_tokens": 5, "cache_creation_input_tokens": 0, "cache_read_input_tokens": 0,
        "cache_creation": ["ephemeral_5m_input_tokens": 0, "ephemeral_1h_input_tokens": 0], "output_tokens": 1, "service_tier": "standard",
    ]

    /// One content block of an answer.
    static func assistant(_ block: JSONValue, messageID: String, model: String, uuids: [String]) -> JSONObject {
        let message: JSONValue = [
            "id": .string(messageID), "type": "message", "role": "assistant", "model": .string(model), "content": [block],
            "stop_reason": nil, "stop_sequence": nil, "usage": messageUsage, "context_management": nil,
        ]
        var frame: JSONObject = ["type": "assistant", "message": message, "parent_tool_use_id": nil]
        frame["timestamp"] = .string(Moment.timestamp)
        frame["request_id"] = "req_fake"
        return frame.merging(promptIDs(uuids))
    }

    /// The ids of the prompts that a frame answers, when the host gave some.
    static func promptIDs(_ uuids: [String]) -> JSONObject {
        guard let last = uuids.last else { return [:] }
        return ["user_message_uuid": .string(last), "user_message_uuids": list(uuids)]
    }

    /// The answer that stands for an API failure.
    static func syntheticAnswer(_ text: String, status: Int) -> JSONObject {
        let usage: JSONValue = [
            "output_tokens_details": nil, "input_tokens": 0, "output_tokens": 0, "cache_creation_input_tokens": 0,
            "cache_read_input_tokens": 0, "server_tool_use": ["web_search_requests": 0, "web_fetch_requests": 0], "service_tier": nil,
            "cache_creation": ["ephemeral_1h_input_tokens": 0, "ephemeral_5m_input_tokens": 0], "inference_geo": nil, "iterations": nil,
            "speed": nil, "fallback_credit": nil,
        ]
        let message: JSONValue = [
            "diagnostics": nil, "id": .string(UUID.random()), "container": nil, "model": "<synthetic>", "role": "assistant",
            "stop_details": nil, "stop_reason": "stop_sequence", "stop_sequence": "", "type": "message", "usage": usage,
            "content": [["type": "text", "text": .string(text)]], "context_management": nil,
        ]
        return [
            "type": "assistant", "message": message, "parent_tool_use_id": nil, "timestamp": .string(Moment.timestamp),
            "error": .string(status == 401 ? "authentication_failed" : "server_error"), "request_id": "req_fake",
            "is_api_error_message": true, "api_error_status": .number(JSONNumber(status)), "api_error_type": apiErrorType(status),
        ]
    }

    static func apiErrorType(_ status: Int) -> JSONValue {
        switch status {
        case 401: "authentication_error"
        case 429: "rate_limit_error"
        case 529: "overloaded_error"
        default: "api_error"
        }
    }

    static func toolUse(_ name: String, _ input: JSONValue, id: String) -> JSONValue {
        ["type": "tool_use", "id": .string(id), "name": .string(name), "input": input]
    }

    /// What a tool gave back.
    static func toolResult(_ text: String, isError: Bool, id: String) -> JSONObject {
        let block: JSONValue = [
            "tool_use_id": .string(id), "type": "tool_result", "content": .string(text), "is_error": .bool(isError),
        ]
        let meta: JSONValue =
            isError
            ? ["id": .string(id), "non_execution_kind": "permission-rule"]
            : ["id": .string(id), "permission_decision": ["decision": "accept", "source": "config", "reason_type": "rule"]]
        return [
            "type": "user", "message": ["role": "user", "content": [block]], "parent_tool_use_id": nil,
            "timestamp": .string(Moment.timestamp), "tool_use_result": isError ? .string("Error: " + text) : ["stdout": .string(text)],
            "tool_result_meta": [meta],
        ]
    }

    static func interruptionMarker(_ text: String) -> JSONObject {
        [
            "type": "user", "message": ["role": "user", "content": [["type": "text", "text": .string(text)]]],
            "parent_tool_use_id": nil, "timestamp": .string(Moment.timestamp),
        ]
    }
}
