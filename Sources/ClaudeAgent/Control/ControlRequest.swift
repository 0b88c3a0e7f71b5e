public import JSON

/// Something the host asks of the CLI (protocol notes 6).
public enum ControlRequest: Sendable, Hashable {
    /// Sets hooks, subagents and more; made by ``AgentOptions/initializeRequest()``. May be repeated.
    case initialize(JSONObject)
    /// Ends the running turn; with `cancelQueued` the waiting prompts too. Acknowledged before the turn's result.
    case interrupt(cancelQueued: Bool?)
    /// Changes the permission mode.
    case setPermissionMode(PermissionMode)
    /// Changes the model; `nil` goes back to the session's own.
    case setModel(String?)
    /// Changes how much the model thinks.
    case setMaxThinkingTokens(Int?, display: ThinkingDisplay?)
    /// Merges settings over all others, one level deep; null clears.
    case applyFlagSettings(JSONObject)
    /// Settings in force and where they come from.
    case getSettings
    /// Writes settings to disk; a short list of them is allowed.
    case updateSettings(source: SettingsTarget, JSONObject)
    /// The state of the MCP servers.
    case mcpStatus
    /// Connects an MCP server again.
    case mcpReconnect(serverName: String)
    /// Turns an MCP server on or off.
    case mcpToggle(serverName: String, enabled: Bool)
    /// Puts these MCP servers, by name, in place of those set before; see ``MCPServerConfiguration/json(name:)``. Goes over the pipe, so headers stay out of the process list.
    case mcpSetServers(JSONObject)
    /// Calls an MCP tool.
    case mcpCall(tool: String, arguments: JSONObject?)
    /// Reads a resource of an MCP server; CLI 2.1.327 takes `ui://` addresses only.
    case mcpReadResource(serverName: String, uri: String)
    /// What fills the context.
    case getContextUsage(detail: ContextDetail?)
    /// The cost so far, in words.
    case getSessionCost
    /// The cost so far, and limits.
    case getUsage(skipBehaviors: Bool?)
    /// Models that can be chosen.
    case listModels
    /// The CLI's version and build.
    case getBinaryVersion
    /// Gives a session a title.
    case renameSession(title: String, source: String?, sessionID: String?)
    /// Puts files back as they were at a prompt, named by the uuid the host gave it; a dry run only reports.
    case rewindFiles(userMessageID: String, dryRun: Bool?)
    /// Ends a background task.
    case stopTask(id: String)
    /// Background tasks, or those of one tool call.
    case backgroundTasks(toolUseID: String?)
    /// What a background task wrote.
    case getTaskOutput(id: String)
    /// Takes back a prompt that waits.
    case cancelAsyncMessage(uuid: String)
    /// Marks files as read.
    case seedReadState(JSONObject)
    /// Reads a file.
    case readFile(JSONObject)
    /// Files that fit a beginning.
    case fileSuggestions(JSONObject)
    /// Permission rules in force.
    case listPermissionRules(JSONObject)
    /// Hooks in force.
    case getHooksListing(JSONObject)
    /// Looks for skills again.
    case reloadSkills(JSONObject)
    /// Looks for plugins again.
    case reloadPlugins(JSONObject)
    /// Looks for output styles again.
    case reloadOutputStyles(JSONObject)
    /// Adds the root of a repository.
    case registerRepoRoot(JSONObject)
    /// Changes the colour of the session. CLI 2.1.327 was seen to refuse it as unsupported.
    case setColor(JSONObject)
    /// Gives a spare its session (protocol notes 13).
    case claimSession(SessionClaim)
    /// Ends the session; the CLI answers and exits with 0.
    case endSession
    /// A subtype this library does not know.
    case other(subtype: String, fields: JSONObject)

    /// Where ``updateSettings(source:_:)`` writes.
    public enum SettingsTarget: String, Sendable, Hashable, CaseIterable {
        /// The working directory, for this user.
        case localSettings
        /// This user everywhere.
        case userSettings
    }

    /// How much ``getContextUsage(detail:)`` tells.
    public enum ContextDetail: String, Sendable, Hashable, CaseIterable {
        /// From what is known.
        case summary
        /// Counted by the API, one call per category.
        case full
    }
}
