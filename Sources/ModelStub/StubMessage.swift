import JSON

/// A finished answer of the model.
struct StubMessage: Hashable {
    let id: String
    let model: String
    let blocks: [ContentBlock]
    let stopReason: String
    let usage: StubUsage

    /// The body of an answer without streaming.
    var json: JSONValue { envelope(content: blocks.map(\.json), stopReason: .string(stopReason), usage: usage.json) }

    /// The message as `message_start` announces it.
    var opening: JSONValue { envelope(content: [], stopReason: .null, usage: usage.opening) }

    /// The content of `message_delta`.
    var closing: JSONValue { ["stop_reason": .string(stopReason), "stop_sequence": .null] }

    private func envelope(content: [JSONValue], stopReason: JSONValue, usage: JSONValue) -> JSONValue {
        [
            "id": .string(id), "type": "message", "role": "assistant", "model": .string(model),
            "content": .array(content), "stop_reason": stopReason, "stop_sequence": .null, "usage": usage,
        ]
    }
}

/// The tokens of one answer.
struct StubUsage: Hashable {
    let input: Int
    let output: Int
    var cacheRead = 0
    var cacheWrite = 0
    var searches = 0

    /// About four bytes to a token, unless the prompt gave numbers.
    init(inputTokens: Int, blocks: [ContentBlock], override: UsageOverride?) {
        let written = blocks.reduce(0) { $0 + $1.outputBytes }
        input = override?.input ?? inputTokens
        output = override?.output ?? max(1, (written + 3) / 4)
        cacheRead = override?.cacheRead ?? 0
        cacheWrite = override?.cacheWrite ?? 0
        searches = blocks.count(where: \.isSearchCall)
    }

    var json: JSONValue { .object(object(output: output)) }

    /// At the start of a stream only the first token is out.
    var opening: JSONValue { .object(object(output: min(1, output))) }

    private func object(output: Int) -> JSONObject {
        var object = JSONObject([
            ("input_tokens", .number(JSONNumber(input))),
            ("cache_creation_input_tokens", .number(JSONNumber(cacheWrite))),
            ("cache_read_input_tokens", .number(JSONNumber(cacheRead))),
            ("cache_creation", cacheCreation),
            ("output_tokens", .number(JSONNumber(output))),
            ("service_tier", "standard"),
        ])
        if searches > 0 { object.append("server_tool_use", ["web_search_requests": .number(JSONNumber(searches))]) }
        return object
    }

    private var cacheCreation: JSONValue {
        ["ephemeral_5m_input_tokens": .number(JSONNumber(cacheWrite)), "ephemeral_1h_input_tokens": 0]
    }
}
