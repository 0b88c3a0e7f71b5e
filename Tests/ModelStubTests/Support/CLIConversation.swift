import JSON

@testable import ModelStub

/// Builds request bodies the way CLI 2.1.327 was seen to send them: reminders in front, context in messages of role system.
struct CLIConversation {
    static let reminder = "<system-reminder>\nAttribution for git commits: none.\n</system-reminder>\n"
    static let session = "baba406e-4b31-4792-ba29-c58189f220a0"

    private(set) var messages: [JSONValue] = []
    var system: JSONValue = [
        ["type": "text", "text": "x-anthropic-billing-header: cc_version=2.1.327.4de; cc_entrypoint=sdk-py;"],
        ["type": "text", "text": "You are terse.", "cache_control": ["type": "ephemeral"]],
    ]
    var tools: JSONValue = [
        ["name": "Bash", "input_schema": ["type": "object"]], ["name": "WebSearch", "input_schema": ["type": "object"]],
    ]
    var streams = true
    var session = Self.session

    /// The first prompt comes behind a reminder and before the environment; later ones stand alone.
    mutating func say(_ text: String) {
        let isFirst = messages.isEmpty
        let blocks: JSONValue =
            isFirst
            ? [["type": "text", "text": .string(Self.reminder)], ["type": "text", "text": .string(text)]]
            : [["type": "text", "text": .string(text), "cache_control": ["type": "ephemeral"]]]
        add("user", blocks)
        if isFirst { add("system", "# Environment\n - Platform: linux") }
    }

    mutating func answer(_ text: String) { add("assistant", [["type": "text", "text": .string(text)]]) }

    mutating func call(_ name: String, id: String = "toolu_1") {
        add("assistant", [["type": "tool_use", "id": .string(id), "name": .string(name), "input": [:]]])
    }

    mutating func result(_ text: String, id: String = "toolu_1", isError: Bool = false) {
        let block: JSONValue = [
            "tool_use_id": .string(id), "type": "tool_result", "content": .string(text), "is_error": .bool(isError),
        ]
        add("user", [block])
    }

    mutating func add(_ role: String, _ content: JSONValue) {
        messages.append(["role": .string(role), "content": content])
    }

    /// Appends what the model answered, as the CLI does.
    mutating func append(_ message: StubMessage) {
        add("assistant", .array(message.blocks.map(\.json)))
    }

    var json: JSONValue {
        let user: JSONValue = ["device_id": "d", "account_uuid": "", "session_id": .string(session)]
        return [
            "model": "claude-sonnet-4-6", "messages": .array(messages), "system": system, "tools": tools, "max_tokens": 128_000,
            "thinking": ["type": "adaptive"], "stream": .bool(streams),
            "metadata": ["user_id": .string(user.serializedString())],
        ]
    }

    var body: [UInt8] { json.serialized() }

    func request() throws -> StubRequest { try StubRequest(body: body) }

    func conversation() throws -> Conversation { Conversation(try request().messages) }

    /// The inner request of the CLI's WebSearch tool.
    static func search(_ query: String) -> Self {
        var conversation = Self()
        conversation.add("user", [["type": "text", "text": .string("Perform a web search for the query: \(query)")]])
        conversation.tools = [["type": "web_search_20250305", "name": "web_search", "max_uses": 8]]
        return conversation
    }
}
