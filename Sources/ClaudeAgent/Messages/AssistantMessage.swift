public import JSON

/// One content block of the model's answer. A message of several blocks comes as several frames with one ``messageID``.
public struct AssistantMessage: JSONBacked {
    /// The frame.
    public let json: JSONObject

    /// Views a frame.
    public init(_ json: JSONObject) {
        self.json = json
    }

    private var message: JSONObject { json.object("message") ?? JSONObject() }

    /// The API's id of the message.
    public var messageID: String? { message.string("id") }
    /// The model that wrote it; `<synthetic>` for messages the CLI made up to report an error.
    public var model: String? { message.string("model") }
    /// The blocks; the CLI sends one per frame.
    public var content: [ContentBlock] { message.array("content").map(ContentBlock.init) }
    /// The text of all text blocks.
    public var text: String { content.compactMap(\.text).joined() }
    /// The calls of tools the CLI runs.
    public var toolUses: [ToolUse] {
        content.compactMap { block in
            guard case .toolUse(let call) = block.kind else { return nil }
            return call
        }
    }
    /// Tokens so far; final only in the result.
    public var usage: Usage? { message.object("usage").map(Usage.init) }
    /// Why the message ended, when known.
    public var stopReason: String? { message.string("stop_reason") }
    /// The tool call of the subagent that wrote it; `nil` on the main thread.
    public var parentToolUseID: String? { json.string("parent_tool_use_id") }
    /// What went wrong, on messages that report an error.
    public var error: AssistantErrorKind? { json.string("error").map(AssistantErrorKind.init(rawValue:)) }
    /// The HTTP status behind the error.
    public var apiErrorStatus: Int? { json.int("api_error_status") }
    /// Whether the message was cut off by an interrupt.
    public var isAborted: Bool { json.bool("aborted") ?? false }
    /// The prompts it answers.
    public var userMessageUUIDs: [String] { json.userMessageUUIDs }
}

extension JSONObject {
    /// The prompts a frame answers: a list, or a single one.
    var userMessageUUIDs: [String] {
        let list = strings("user_message_uuids")
        return list.isEmpty ? string("user_message_uuid").map { [$0] } ?? [] : list
    }
}
