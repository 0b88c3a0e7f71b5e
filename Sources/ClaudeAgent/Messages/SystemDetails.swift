public import JSON

/// What the CLI is doing.
public struct StatusUpdate: JSONBacked {
    /// The frame.
    public let json: JSONObject

    /// Views a frame.
    public init(_ json: JSONObject) {
        self.json = json
    }

    /// `requesting`, `compacting`, or `nil` for neither.
    public var status: String? { json.string("status") }
    /// The permission mode, when it changed.
    public var permissionMode: PermissionMode? { json.string("permissionMode").flatMap(PermissionMode.init(rawValue:)) }
}

/// The place in the history before which everything was summed up.
public struct CompactBoundary: JSONBacked {
    /// The frame.
    public let json: JSONObject

    /// Views a frame.
    public init(_ json: JSONObject) {
        self.json = json
    }

    private var metadata: JSONObject? { json.object("compact_metadata") }

    /// `manual` or `auto`.
    public var trigger: String? { metadata?.string("trigger") }
    /// Tokens before.
    public var tokensBefore: Int? { metadata?.int("pre_tokens") }
    /// Tokens after.
    public var tokensAfter: Int? { metadata?.int("post_tokens") }
}

/// An API call that is tried again: the natural source for a sign that the API keeps the agent waiting.
public struct APIRetry: JSONBacked {
    /// The frame.
    public let json: JSONObject

    /// Views a frame.
    public init(_ json: JSONObject) {
        self.json = json
    }

    /// Which try, from 1.
    public var attempt: Int? { json.int("attempt") }
    /// The most tries.
    public var maxRetries: Int? { json.int("max_retries") }
    /// The wait before it, in milliseconds.
    public var delayMilliseconds: Double? { json.double("retry_delay_ms") }
    /// The HTTP status; `nil` when the connection failed.
    public var errorStatus: Int? { json.int("error_status") }
    /// The error in words.
    public var error: String? { json.string("error") }
}

/// A background task beginning, going on, changing or ending.
public struct TaskMessage: JSONBacked {
    /// The frame.
    public let json: JSONObject

    /// Views a frame.
    public init(_ json: JSONObject) {
        self.json = json
    }

    /// The task.
    public var taskID: String? { json.string("task_id") }
    /// `local_agent`, `local_bash`, `local_workflow`, …; on the start.
    public var taskType: String? { json.string("task_type") }
    /// What it is for; on the start.
    public var description: String? { json.string("description") }
    /// The tool call that began it.
    public var toolUseID: String? { json.string("tool_use_id") }
    /// `completed`, `failed`, `stopped`, `killed`, …: from the end, or from what changed.
    public var status: String? { json.string("status") ?? json.object("patch")?.string("status") }
    /// What came of it; on the end.
    public var summary: String? { json.string("summary") }

    /// Whether the task is over.
    public var isTerminal: Bool {
        status.map { ["completed", "failed", "stopped", "killed"].contains($0) } ?? false
    }
}
