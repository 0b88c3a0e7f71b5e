/// A moment at which hooks are called (protocol notes 8).
public struct HookEvent: WireName {
    /// The text on the wire.
    public let rawValue: String

    /// Wraps a text.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// Before a tool runs. The hook can deny, change or put off the call.
    public static let preToolUse: HookEvent = "PreToolUse"
    /// After a tool ran.
    public static let postToolUse: HookEvent = "PostToolUse"
    /// After a tool failed.
    public static let postToolUseFailure: HookEvent = "PostToolUseFailure"
    /// After a group of parallel tools.
    public static let postToolBatch: HookEvent = "PostToolBatch"
    /// The CLI wants someone's attention.
    public static let notification: HookEvent = "Notification"
    /// A prompt arrived. Comes before the first `init` message.
    public static let userPromptSubmit: HookEvent = "UserPromptSubmit"
    /// A prompt was expanded.
    public static let userPromptExpansion: HookEvent = "UserPromptExpansion"
    /// A session begins.
    public static let sessionStart: HookEvent = "SessionStart"
    /// A session ends.
    public static let sessionEnd: HookEvent = "SessionEnd"
    /// The agent is about to stop.
    public static let stop: HookEvent = "Stop"
    /// The agent stopped because of a failure.
    public static let stopFailure: HookEvent = "StopFailure"
    /// A subagent begins.
    public static let subagentStart: HookEvent = "SubagentStart"
    /// A subagent is about to stop.
    public static let subagentStop: HookEvent = "SubagentStop"
    /// Before the history is cut down.
    public static let preCompact: HookEvent = "PreCompact"
    /// After the history was cut down.
    public static let postCompact: HookEvent = "PostCompact"
    /// Before another model takes over.
    public static let preModelSwitch: HookEvent = "PreModelSwitch"
    /// After another model took over.
    public static let postModelSwitch: HookEvent = "PostModelSwitch"
    /// A permission is about to be asked for.
    public static let permissionRequest: HookEvent = "PermissionRequest"
    /// A permission was denied.
    public static let permissionDenied: HookEvent = "PermissionDenied"
    /// The CLI is set up.
    public static let setup: HookEvent = "Setup"
    /// A teammate has nothing to do.
    public static let teammateIdle: HookEvent = "TeammateIdle"
    /// A task was made.
    public static let taskCreated: HookEvent = "TaskCreated"
    /// A task is done.
    public static let taskCompleted: HookEvent = "TaskCompleted"
    /// An MCP server asks the user.
    public static let elicitation: HookEvent = "Elicitation"
    /// The user answered an MCP server.
    public static let elicitationResult: HookEvent = "ElicitationResult"
    /// Settings changed.
    public static let configChange: HookEvent = "ConfigChange"
    /// A worktree was made.
    public static let worktreeCreate: HookEvent = "WorktreeCreate"
    /// A worktree was removed.
    public static let worktreeRemove: HookEvent = "WorktreeRemove"
    /// Instructions were read.
    public static let instructionsLoaded: HookEvent = "InstructionsLoaded"
    /// The working directory changed.
    public static let cwdChanged: HookEvent = "CwdChanged"
    /// A file changed.
    public static let fileChanged: HookEvent = "FileChanged"
    /// A folder was added.
    public static let directoryAdded: HookEvent = "DirectoryAdded"
    /// A message was shown.
    public static let messageDisplay: HookEvent = "MessageDisplay"

    /// Every event known when this was written.
    public static let all: [HookEvent] = [
        .preToolUse, .postToolUse, .postToolUseFailure, .postToolBatch, .notification, .userPromptSubmit, .userPromptExpansion,
        .sessionStart,
        .sessionEnd, .stop, .stopFailure, .subagentStart, .subagentStop, .preCompact, .postCompact, .preModelSwitch, .postModelSwitch,
        .permissionRequest, .permissionDenied, .setup, .teammateIdle, .taskCreated, .taskCompleted, .elicitation, .elicitationResult,
        .configChange, .worktreeCreate, .worktreeRemove, .instructionsLoaded, .cwdChanged, .fileChanged, .directoryAdded, .messageDisplay,
    ]
}
