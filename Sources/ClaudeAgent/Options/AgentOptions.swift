public import JSON

/// Everything that decides how an agent is started (protocol notes 2.1 and 6.1).
///
/// A plain value: ``arguments(files:)`` gives the command line, ``initializeRequest()`` the first control request, and
/// ``AgentEnvironment`` the environment. Nothing is read or spawned here.
public struct AgentOptions: Sendable {
    // Who the agent is.

    /// The system prompt.
    public var systemPrompt: SystemPrompt = .empty
    /// Leaves out what differs from machine to machine in Claude Code's prompt, so that prompts are cached across them.
    public var excludesDynamicSections: Bool?
    /// A prompt snapshot to run under, as an earlier session gave it.
    public var systemPromptSnapshot: JSONValue?
    /// The model, by alias or full name; `nil` takes the CLI's default.
    public var model: String?
    /// Models to try, in order, when the first is overloaded.
    public var fallbackModels: [String] = []
    /// Names of API betas.
    public var betas: [String] = []
    /// How much the model thinks.
    public var thinking: Thinking?
    /// A bare limit for thinking, in tokens; not together with ``thinking``.
    public var maxThinkingTokens: Int?
    /// How hard the model tries.
    public var effort: Effort?
    /// The form of the final answer.
    public var outputFormat: OutputFormat?
    /// The name of the agent definition the main conversation runs as.
    public var agent: String?
    /// Subagents by name.
    public var agents: [String: SubagentDefinition] = [:]
    /// A title for the session.
    public var title: String?

    // What it may do.

    /// The built-in tools that exist.
    public var tools: ToolSelection = .cliDefault
    /// Rules for calls that need no permission, such as `Read` or `Bash(git log:*)`.
    public var allowedTools: [String] = []
    /// Rules for calls that are refused. A bare tool name takes the tool away.
    public var disallowedTools: [String] = []
    /// How calls are decided that no rule decides.
    public var permissionMode: PermissionMode?
    /// Says that the agent runs where it can do no harm. Without it ``PermissionMode/bypassPermissions`` is refused everywhere.
    public var allowsBypassPermissions = false
    /// Asked for each call that rules leave open. It may wait as long as it likes: the CLI sets no deadline (protocol notes 7.1).
    public var canUseTool: PermissionHandler?
    /// The MCP tool that is asked instead; not together with ``canUseTool``.
    public var permissionPromptToolName: String?
    /// Refuses every call that would be asked: `--permission-prompts none`.
    public var refusesPermissionPrompts = false
    /// Hooks, in the order in which they are registered.
    public var hooks: [HookMatcher] = []
    /// MCP servers.
    public var mcpServers: MCPServers = .named([:])
    /// Uses only ``mcpServers``, none from settings.
    public var usesOnlyGivenMCPServers = false
    /// Sends the tool lists of in-process servers along with initialize, which saves three round trips.
    public var sendsMCPManifests = false
    /// Asked when an MCP server wants an answer from the user. Without it every such question is declined.
    public var onElicitation: ElicitationHandler?
    /// Kinds of dialogs that ``onUserDialog`` can show. The CLI asks for no others.
    public var dialogKinds: [String] = []
    /// Shows a dialog of the CLI. Without it every dialog is closed unanswered.
    public var onUserDialog: UserDialogHandler?
    /// Told about each error that a permission handler, hook or question handler throws. The CLI is told only its type.
    public var onHandlerFailure: @Sendable (any Error) -> Void = { _ in }
    /// Skills the agent may use.
    public var skills: SkillSelection?
    /// Plugins on disk.
    public var plugins: [Plugin] = []
    /// How the CLI confines its commands.
    public var sandbox: SandboxSettings?

    // Where and from what.

    /// Where the conversation begins.
    public var start: SessionStart = .new
    /// The working directory. Sessions are found again only from the same one.
    public var workingDirectory: String?
    /// Further folders the tools may use.
    public var additionalDirectories: [String] = []
    /// Settings handed over; see ``sandbox``.
    public var settings: AgentSettings?
    /// Settings that rank above all others, as JSON.
    public var managedSettings: JSONObject?
    /// Settings read from disk. `nil` sends no flag and the CLI reads all; the empty list reads none.
    public var settingSources: [SettingSource]?
    /// The folder whose `.claude` counts as the project's.
    public var projectConfigurationRoot: String?
    /// The user the program runs as; needs the right to become that user.
    public var user: String?
    /// Environment variables for the CLI and its tools, over what is handed on from the host.
    public var environment: [String: String] = [:]
    /// The name of the program that uses this library, for the User-Agent.
    public var clientApplication: String?

    // Limits.

    /// The most model steps of one prompt. The result then says `error_max_turns`.
    public var maxTurns: Int?
    /// The most one run may cost, in US dollars, checked after each model step.
    public var maxBudgetUSD: Double?
    /// The token budget the model is told of.
    public var taskBudget: Int?

    // What is reported and kept.

    /// Sends the answer piece by piece as ``AgentMessage/Kind/streamEvent(_:)``.
    public var includesPartialMessages = false
    /// Reports hooks of the settings as system messages.
    public var includesHookEvents = false
    /// Forwards the text of subagents.
    public var forwardsSubagentText: Bool?
    /// Reports each transcript entry, for a session store.
    public var mirrorsTranscript = false
    /// Whether the CLI keeps a transcript at all. Without one nothing can be resumed or mirrored.
    public var persistsSession = true
    /// Keeps copies of files before they are changed, so that `rewind_files` works.
    public var enablesFileCheckpointing = false
    /// Debug output on standard error; a text filters by category.
    public var debug: DebugOutput = .off

    // How it is started.

    /// Waits for initialize before doing anything. `nil` does so where hooks would otherwise be missed (protocol notes 13.1).
    public var awaitsInitialize: Bool?
    /// Starts a spare that serves the session it is claimed for (protocol notes 13).
    public var awaitsClaim = false
    /// Flags this type does not know, by name without dashes; `nil` for a flag without a value.
    public var extraArguments: [String: String?] = [:]
    /// Fields for the initialize request that this type does not know.
    public var extraInitializeFields = JSONObject()

    /// Makes options that ask for nothing.
    public init() {}
}
