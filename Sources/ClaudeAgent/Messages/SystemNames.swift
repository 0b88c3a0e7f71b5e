/// The subtype of a system message.
public struct SystemSubtype: WireName {
    /// The text on the wire.
    public let rawValue: String

    /// Wraps a text.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// `init`
    public static let initialization: SystemSubtype = "init"
    /// `session_state_changed`
    public static let sessionStateChanged: SystemSubtype = "session_state_changed"
    /// `status`
    public static let status: SystemSubtype = "status"
    /// `compact_boundary`
    public static let compactBoundary: SystemSubtype = "compact_boundary"
    /// `api_retry`
    public static let apiRetry: SystemSubtype = "api_retry"
    /// `permission_denied`
    public static let permissionDenied: SystemSubtype = "permission_denied"
    /// `task_started`
    public static let taskStarted: SystemSubtype = "task_started"
    /// `task_progress`
    public static let taskProgress: SystemSubtype = "task_progress"
    /// `task_updated`
    public static let taskUpdated: SystemSubtype = "task_updated"
    /// `task_notification`
    public static let taskNotification: SystemSubtype = "task_notification"
    /// `background_tasks_changed`
    public static let backgroundTasksChanged: SystemSubtype = "background_tasks_changed"
    /// `hook_started`
    public static let hookStarted: SystemSubtype = "hook_started"
    /// `hook_progress`
    public static let hookProgress: SystemSubtype = "hook_progress"
    /// `hook_response`
    public static let hookResponse: SystemSubtype = "hook_response"
    /// `informational`
    public static let informational: SystemSubtype = "informational"
    /// `session_title_changed`
    public static let sessionTitleChanged: SystemSubtype = "session_title_changed"
    /// `model_fallback`
    public static let modelFallback: SystemSubtype = "model_fallback"
    /// `mirror_error`
    public static let mirrorError: SystemSubtype = "mirror_error"
    /// `worker_shutting_down`
    public static let workerShuttingDown: SystemSubtype = "worker_shutting_down"
    /// `thinking_tokens`
    public static let thinkingTokens: SystemSubtype = "thinking_tokens"
    /// `notification`
    public static let notification: SystemSubtype = "notification"
    /// `commands_changed`
    public static let commandsChanged: SystemSubtype = "commands_changed"
    /// `local_command_output`
    public static let localCommandOutput: SystemSubtype = "local_command_output"
    /// `files_persisted`
    public static let filesPersisted: SystemSubtype = "files_persisted"
}

/// Whether a session works (protocol notes 4.5).
public struct SessionState: WireName {
    /// The text on the wire.
    public let rawValue: String

    /// Wraps a text.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// The turn is over and nothing is owed.
    public static let idle: SessionState = "idle"
    /// A turn runs.
    public static let running: SessionState = "running"
    /// Someone has to decide something; a `can_use_tool` follows.
    public static let requiresAction: SessionState = "requires_action"
}
