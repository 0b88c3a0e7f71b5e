import JSON

/// One block of an answer, with its two wire forms.
enum ContentBlock: Hashable {
    case text(String, citations: [SearchHit] = [])
    case thinking(String, signature: String)
    case toolUse(id: String, name: String, input: JSONObject)
    case serverToolUse(id: String, name: String, input: JSONObject)
    case searchResult(toolUseID: String, hits: [SearchHit])

    /// The complete block, as an answer without streaming holds it.
    var json: JSONValue {
        switch self {
        case .text(let text, let hits): Self.text(text, citations: hits)
        case .thinking(let text, let signature): ["type": "thinking", "thinking": .string(text), "signature": .string(signature)]
        case .toolUse(let id, let name, let input): Self.call("tool_use", id, name, input)
        case .serverToolUse(let id, let name, let input): Self.call("server_tool_use", id, name, input)
        case .searchResult(let id, let hits): Self.results(id, hits)
        }
    }

    /// The block as `content_block_start` announces it: what comes in deltas is still empty.
    var opening: JSONValue {
        switch self {
        case .text(_, let hits): hits.isEmpty ? ["type": "text", "text": ""] : ["type": "text", "text": "", "citations": []]
        case .thinking: ["type": "thinking", "thinking": "", "signature": ""]
        case .toolUse(let id, let name, _): Self.call("tool_use", id, name, JSONObject())
        case .serverToolUse(let id, let name, _): Self.call("server_tool_use", id, name, JSONObject())
        case .searchResult: json
        }
    }

    /// The deltas that fill the opening, the growing text cut into pieces.
    func deltas(pieces: Int?) -> [JSONValue] {
        switch self {
        case .text(let text, let hits):
            hits.map { ["type": "citations_delta", "citation": $0.citation] }
                + TextPieces.cut(text, into: pieces).map { ["type": "text_delta", "text": .string($0)] }
        case .thinking(let text, let signature):
            TextPieces.cut(text, into: pieces).map { ["type": "thinking_delta", "thinking": .string($0)] }
                + [["type": "signature_delta", "signature": .string(signature)]]
        case .toolUse(_, _, let input), .serverToolUse(_, _, let input):
            TextPieces.cut(JSONValue.object(input).serializedString(escaping: .minimal), into: pieces)
                .map { ["type": "input_json_delta", "partial_json": .string($0)] }
        case .searchResult: []
        }
    }

    var isToolUse: Bool {
        if case .toolUse = self { true } else { false }
    }

    var isSearchCall: Bool {
        if case .serverToolUse = self { true } else { false }
    }

    /// The bytes the model is taken to have written itself; about four make a token.
    var outputBytes: Int {
        switch self {
        case .text(let text, _), .thinking(let text, _): text.utf8.count
        case .toolUse(_, let name, let input), .serverToolUse(_, let name, let input):
            name.utf8.count + JSONValue.object(input).serialized(escaping: .minimal).count
        case .searchResult: 0
        }
    }

    private static func text(_ text: String, citations: [SearchHit]) -> JSONValue {
        var object: JSONObject = JSONObject([("type", "text"), ("text", .string(text))])
        if !citations.isEmpty { object.append("citations", .array(citations.map(\.citation))) }
        return .object(object)
    }

    private static func call(_ type: String, _ id: String, _ name: String, _ input: JSONObject) -> JSONValue {
        ["type": .string(type), "id": .string(id), "name": .string(name), "input": .object(input)]
    }

    private static func results(_ id: String, _ hits: [SearchHit]) -> JSONValue {
        ["type": "web_search_tool_result", "tool_use_id": .string(id), "content": .array(hits.map(\.result))]
    }
}
