import JSON

/// One request to the Messages API, reduced to what the stub decides on.
struct StubRequest {
    let model: String
    let streams: Bool
    let sessionID: String
    let systemText: String
    let tools: [ToolOffer]
    let messages: [ChatMessage]
    /// About four bytes of request for each token.
    let inputTokens: Int

    /// Reads a request body.
    /// - Parameter sessionID: The value of `x-claude-code-session-id`; without it the id in `metadata.user_id` is used.
    /// - Throws: The failure that the API answers with.
    init(body: [UInt8], sessionID: String? = nil) throws(APIFailure) {
        let root = try Self.object(body)
        guard let model = root["model"]?.string, !model.isEmpty else { throw .invalid("model: Field required") }
        guard let messages = root["messages"]?.array else { throw .invalid("messages: Field required") }
        self.model = model
        self.messages = try ChatMessage.list(messages)
        streams = root["stream"]?.bool ?? false
        systemText = ContentText.joined(root["system"])
        tools = (root["tools"]?.array ?? []).map(ToolOffer.init)
        inputTokens = max(1, body.count / 4)
        self.sessionID = sessionID ?? Self.session(in: root) ?? ""
    }

    /// The request comes from the CLI's WebSearch tool: it offers nothing but the API's own search.
    var isSearch: Bool { !tools.isEmpty && tools.allSatisfy(\.isWebSearch) }

    private static func object(_ body: [UInt8]) throws(APIFailure) -> JSONValue {
        let root: JSONValue
        do throws(JSONError) {
            root = try JSONValue(parsing: body)
        } catch {
            throw .invalid("The request body is not valid JSON: \(error.message)")
        }
        guard root.object != nil else { throw .invalid("The request body must be a JSON object") }
        return root
    }

    /// The CLI puts a JSON text into `metadata.user_id`.
    private static func session(in root: JSONValue) -> String? {
        guard let text = root["metadata"]?["user_id"]?.string else { return nil }
        guard let inner = try? JSONValue(parsing: text) else { return text }
        return inner["session_id"]?.string ?? text
    }
}

/// A tool the request offers.
struct ToolOffer {
    let name: String
    let type: String?

    init(_ json: JSONValue) {
        type = json["type"]?.string
        name = json["name"]?.string ?? type ?? ""
    }

    var isWebSearch: Bool { type?.hasPrefix("web_search_") ?? false }
}
