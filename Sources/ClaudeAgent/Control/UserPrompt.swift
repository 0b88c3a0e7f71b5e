public import JSON

/// What the user says: one `user` frame (protocol notes 5).
public struct UserPrompt: Sendable, Hashable {
    /// The content.
    public enum Content: Sendable, Hashable {
        /// Text. `/compact` and other commands are plain text too, unless ``UserPrompt/isVerbatim``.
        case text(String)
        /// Content blocks as the Messages API has them.
        case blocks([JSONValue])
    }

    /// When a prompt is taken up while a turn runs.
    public enum Priority: String, Sendable, Hashable, CaseIterable {
        /// At once.
        case now
        /// After the running step.
        case next
        /// After the turn.
        case later
    }

    /// The content.
    public var content: Content
    /// The prompt's id, by which results name it. Always give a fresh one: the CLI may drop a prompt whose id it has seen.
    public var uuid: String?
    /// Takes the text as it stands: no commands, no file references. A user's text could otherwise run `/clear`.
    public var isVerbatim = false
    /// When it is taken up.
    public var priority: Priority?
    /// `false` adds it to the history without starting a turn.
    public var asks = true
    /// Who said it, when it matters; `human` for a person.
    public var origin: JSONObject?
    /// Marks it as made up by a program.
    public var isSynthetic: Bool?
    /// When it was said, ISO 8601.
    public var timestamp: String?
    /// The `session_id` field, which the CLI ignores.
    public var sessionID = ""

    /// Makes a prompt.
    public init(_ content: Content, uuid: String? = nil) {
        self.content = content
        self.uuid = uuid
    }

    /// Makes a prompt of text.
    public init(_ text: String, uuid: String? = nil) {
        self.init(.text(text), uuid: uuid)
    }

    /// The frame.
    public var frame: JSONObject {
        var object: JSONObject = [
            "type": "user",
            "session_id": .string(sessionID),
            "message": ["role": "user", "content": content.json],
            "parent_tool_use_id": nil,
        ]
        object.set("uuid", uuid)
        object.set("priority", priority?.rawValue)
        object.set("origin", origin)
        if !asks { object.set("shouldQuery", false) }
        if isVerbatim { object.set("client_composed", true) }
        object.set("timestamp", timestamp)
        object.set("isSynthetic", isSynthetic)
        return object
    }
}

extension UserPrompt.Content {
    var json: JSONValue {
        switch self {
        case .text(let text): .string(text)
        case .blocks(let blocks): .array(blocks)
        }
    }
}

extension UserPrompt: ExpressibleByStringInterpolation {
    /// Makes a prompt of text.
    public init(stringLiteral value: String) {
        self.init(value)
    }
}
