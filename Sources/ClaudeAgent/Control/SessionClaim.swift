import JSON

/// What a spare is claimed for (protocol notes 13). Other fields, such as a model or an id, are ignored by the CLI.
public struct SessionClaim: Sendable, Hashable {
    /// The working directory, which must exist.
    public var workingDirectory: String
    /// The permission mode.
    public var permissionMode: PermissionMode?
    /// A title.
    public var title: String?
    /// Further folders.
    public var additionalDirectories: [String]?
    /// A text after the system prompt.
    public var appendSystemPrompt: String?
    /// Subagents.
    public var agents: [String: SubagentDefinition]?
    /// A limit for thinking, in tokens.
    public var maxThinkingTokens: Int?
    /// In-process MCP servers by name.
    public var sdkMCPServers: [String]?
    /// Whether the answer holds that of initialize again.
    public var includesInitialize: Bool?

    /// Makes a claim; set the other properties afterwards.
    public init(workingDirectory: String) {
        self.workingDirectory = workingDirectory
    }

    var fields: JSONObject {
        var object: JSONObject = ["cwd": .string(workingDirectory)]
        object.set("permission_mode", permissionMode?.rawValue)
        object.set("title", title)
        object.set("additional_directories", additionalDirectories)
        object.set("append_system_prompt", appendSystemPrompt)
        object.set("agents", agents.map { agents in JSONObject.sorted(agents) { .object($0.json) } })
        object.set("max_thinking_tokens", maxThinkingTokens)
        object.set("sdk_mcp_servers", sdkMCPServers)
        object.set("include_initialize", includesInitialize)
        return object
    }
}
