public import JSON

/// How much of a login's allowance is left. API keys never cause one (protocol notes 9).
public struct RateLimitEvent: JSONBacked {
    /// The frame.
    public let json: JSONObject

    /// Views a frame.
    public init(_ json: JSONObject) {
        self.json = json
    }

    private var info: JSONObject { json.object("rate_limit_info") ?? JSONObject() }

    /// `allowed`, `allowed_warning` or `rejected`.
    public var status: String? { info.string("status") }
    /// When the window ends, in seconds since 1970.
    public var resetsAt: Int? { info.int("resetsAt") }
    /// The window: `five_hour` and others.
    public var rateLimitType: String? { info.string("rateLimitType") }
    /// The share used, 0 to 1.
    public var utilization: Double? { info.double("utilization") }
}

/// The conversation starts anew: later frames carry another session id and totals begin at zero (protocol notes 9).
public struct ConversationReset: JSONBacked {
    /// The frame.
    public let json: JSONObject

    /// Views a frame.
    public init(_ json: JSONObject) {
        self.json = json
    }

    /// An id of the conversation that begins. It is not the session id, which the next ``SystemInit`` tells.
    public var newConversationID: String? { json.string("new_conversation_id") }
    /// What caused it, such as `clear`.
    public var trigger: String? { json.string("trigger") }
}

/// A sign of life from a tool call that takes long.
public struct ToolProgress: JSONBacked {
    /// The frame.
    public let json: JSONObject

    /// Views a frame.
    public init(_ json: JSONObject) {
        self.json = json
    }

    /// The call.
    public var toolUseID: String? { json.string("tool_use_id") }
    /// The tool.
    public var toolName: String? { json.string("tool_name") }
    /// Seconds since the call began.
    public var elapsedSeconds: Double? { json.double("elapsed_time_seconds") }
}

/// How a login goes on.
public struct AuthStatus: JSONBacked {
    /// The frame.
    public let json: JSONObject

    /// Views a frame.
    public init(_ json: JSONObject) {
        self.json = json
    }

    /// Whether it is still under way.
    public var isAuthenticating: Bool { json.bool("isAuthenticating") ?? false }
    /// What went wrong.
    public var error: String? { json.string("error") }
}

/// What became of a prompt that was sent with a uuid (protocol notes 4.6).
public struct CommandLifecycle: JSONBacked {
    /// The frame.
    public let json: JSONObject

    /// Views a frame.
    public init(_ json: JSONObject) {
        self.json = json
    }

    /// The prompt's uuid.
    public var commandUUID: String? { json.string("command_uuid") }
    /// `queued`, `started`, `completed` or `cancelled`.
    public var state: String? { json.string("state") }
}

/// Transcript entries the CLI has just written, for a session store (protocol notes 12.2). Never shown to a user.
public struct TranscriptMirror: JSONBacked {
    /// The frame.
    public let json: JSONObject

    /// Views a frame.
    public init(_ json: JSONObject) {
        self.json = json
    }

    /// The transcript's absolute path; ``SessionKey/init(mirrorPath:configDirectory:)`` turns it into a key.
    public var filePath: String? { json.string("filePath") }
    /// The entries, opaque and in order.
    public var entries: [JSONValue] { json.array("entries") }
}
