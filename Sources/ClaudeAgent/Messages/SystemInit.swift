public import JSON

/// How a session is set up; sent at the start of every turn (protocol notes 9).
public struct SystemInit: JSONBacked {
    /// The frame.
    public let json: JSONObject

    /// Views a frame.
    public init(_ json: JSONObject) {
        self.json = json
    }

    /// The session.
    public var sessionID: String? { json.string("session_id") }
    /// The working directory.
    public var workingDirectory: String? { json.string("cwd") }
    /// The model in use.
    public var model: String? { json.string("model") }
    /// Tools that exist, those of MCP servers among them.
    public var tools: [String] { json.strings("tools") }
    /// MCP servers, each with `name` and `status`.
    public var mcpServers: [JSONObject] { json.objects("mcp_servers") }
    /// The permission mode, when this library knows it.
    public var permissionMode: PermissionMode? { json.string("permissionMode").flatMap(PermissionMode.init(rawValue:)) }
    /// Slash commands that exist.
    public var slashCommands: [String] { json.strings("slash_commands") }
    /// Subagents that exist.
    public var agents: [String] { json.strings("agents") }
    /// Skills that exist.
    public var skills: [String] { json.strings("skills") }
    /// Where the API key came from.
    public var apiKeySource: String? { json.string("apiKeySource") }
    /// The CLI's version.
    public var cliVersion: CLIVersion? { json.string("claude_code_version").flatMap(CLIVersion.init) }
    /// What the CLI can do, by name.
    public var capabilities: Set<String> { Set(json.strings("capabilities")) }
    /// The prompts this turn answers.
    public var userMessageUUIDs: [String] { json.userMessageUUIDs }
}

/// A hook of the settings at work, with ``AgentOptions/includesHookEvents``.
public struct HookEventMessage: JSONBacked {
    /// The frame.
    public let json: JSONObject

    /// Views a frame.
    public init(_ json: JSONObject) {
        self.json = json
    }

    /// The hook's id.
    public var hookID: String? { json.string("hook_id") }
    /// The hook's name.
    public var hookName: String? { json.string("hook_name") }
    /// The event it runs for.
    public var event: HookEvent? { json.string("hook_event").map(HookEvent.init(rawValue:)) }
    /// `success`, `error` or `cancelled`, once it has ended.
    public var outcome: String? { json.string("outcome") }
    /// Its exit code, once it has ended.
    public var exitCode: Int? { json.int("exit_code") }
}
