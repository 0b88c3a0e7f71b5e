public import JSON

/// A subagent the agent may hand work to. Travels in the initialize request, never in argv (protocol notes 6.1).
public struct SubagentDefinition: Sendable, Hashable {
    /// When to use it; the model reads this.
    public var description: String
    /// Its system prompt.
    public var prompt: String
    /// The tools it has; `nil` gives it those of the main agent.
    public var tools: [String]?
    /// Tools taken away from it.
    public var disallowedTools: [String]?
    /// Its model, by alias or full name; `nil` inherits.
    public var model: String?
    /// Skills loaded for it.
    public var skills: [String]?
    /// Where its memory is kept: `user`, `project` or `local`.
    public var memory: String?
    /// MCP servers it has: names of the session's servers, or objects that define one.
    public var mcpServers: [JSONValue]?
    /// A first prompt sent to it before the task.
    public var initialPrompt: String?
    /// The most turns one task may take.
    public var maxTurns: Int?
    /// Whether it always runs in the background.
    public var runsInBackground: Bool?
    /// How hard it tries.
    public var effort: Effort?
    /// Its own permission mode.
    public var permissionMode: PermissionMode?

    /// Makes a definition; set the other properties afterwards.
    public init(description: String, prompt: String, tools: [String]? = nil, model: String? = nil) {
        self.description = description
        self.prompt = prompt
        self.tools = tools
        self.model = model
    }

    /// The object as the initialize request carries it; fields left `nil` are left out.
    public var json: JSONObject {
        var object = JSONObject()
        object.set("description", description)
        object.set("prompt", prompt)
        object.set("tools", tools)
        object.set("disallowedTools", disallowedTools)
        object.set("model", model)
        object.set("skills", skills)
        object.set("memory", memory)
        object.set("mcpServers", mcpServers.map(JSONValue.array))
        object.set("initialPrompt", initialPrompt)
        object.set("maxTurns", maxTurns)
        object.set("background", runsInBackground)
        object.set("effort", effort?.rawValue)
        object.set("permissionMode", permissionMode?.rawValue)
        return object
    }
}
