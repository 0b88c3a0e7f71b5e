public import JSON

/// News about the session (protocol notes 9). Subtypes this library does not know are kept as ``Details/other(_:)``.
public struct SystemMessage: JSONBacked {
    /// The frame.
    public let json: JSONObject

    /// Views a frame.
    public init(_ json: JSONObject) {
        self.json = json
    }

    /// Which news.
    public var subtype: SystemSubtype { SystemSubtype(rawValue: json.string("subtype") ?? "") }

    /// The news itself. New cases may be added: always keep a default branch.
    public enum Details: Sendable, Hashable {
        /// How the session is set up; comes with every turn, not once.
        case initialization(SystemInit)
        /// Whether the session works, waits for a decision, or owes nothing.
        case sessionState(SessionState)
        /// What the CLI is doing.
        case status(StatusUpdate)
        /// The history was cut down.
        case compactBoundary(CompactBoundary)
        /// An API call is tried again.
        case apiRetry(APIRetry)
        /// A call was denied without asking.
        case permissionDenied(PermissionDenial)
        /// A background task began.
        case taskStarted(TaskMessage)
        /// A background task goes on.
        case taskProgress(TaskMessage)
        /// A background task changed.
        case taskUpdated(TaskMessage)
        /// A background task ended.
        case taskNotification(TaskMessage)
        /// The list of background tasks, whole: it replaces the last one.
        case backgroundTasks([JSONObject])
        /// A hook of the settings began, goes on, or answered.
        case hook(HookEventMessage)
        /// Text for the user.
        case informational(content: String, level: String?)
        /// The session has a new title.
        case titleChanged(String)
        /// Another model took over.
        case modelFallback(content: String)
        /// A batch could not be written to the session store. Made by the host, never by the CLI.
        case mirrorError(message: String, key: JSONObject?)
        /// The CLI is about to end.
        case shuttingDown(reason: String?)
        /// Anything else; see ``SystemMessage/json``.
        case other(SystemSubtype)
    }

    /// The typed view.
    public var details: Details {
        state ?? task ?? notice ?? .other(subtype)
    }
}

extension SystemMessage {
    private var state: Details? {
        switch subtype {
        case .initialization: .initialization(SystemInit(json))
        case .sessionStateChanged: json.string("state").map { .sessionState(SessionState(rawValue: $0)) }
        case .status: .status(StatusUpdate(json))
        case .compactBoundary: .compactBoundary(CompactBoundary(json))
        case .apiRetry: .apiRetry(APIRetry(json))
        case .permissionDenied: .permissionDenied(PermissionDenial(json))
        default: nil
        }
    }

    private var task: Details? {
        switch subtype {
        case .taskStarted: .taskStarted(TaskMessage(json))
        case .taskProgress: .taskProgress(TaskMessage(json))
        case .taskUpdated: .taskUpdated(TaskMessage(json))
        case .taskNotification: .taskNotification(TaskMessage(json))
        case .backgroundTasksChanged: .backgroundTasks(json.objects("tasks"))
        case .hookStarted, .hookProgress, .hookResponse: .hook(HookEventMessage(json))
        default: nil
        }
    }

    private var notice: Details? {
        switch subtype {
        case .informational: .informational(content: json.string("content") ?? "", level: json.string("level"))
        case .sessionTitleChanged: .titleChanged(json.string("title") ?? "")
        case .modelFallback: .modelFallback(content: json.string("content") ?? "")
        case .mirrorError: .mirrorError(message: json.string("error") ?? "", key: json.object("key"))
        case .workerShuttingDown: .shuttingDown(reason: json.string("reason"))
        default: nil
        }
    }
}
