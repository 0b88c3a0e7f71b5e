public import ClaudeAgent
public import Domain

/// How agent processes are made: which program, under which guardian, with which credential.
public struct AgentRuntime: Sendable {
    /// Absolute path of the `claude` program.
    public var claude: String
    /// Absolute path of `roost-guardian`.
    public var guardian: String
    /// The version of that program, for metrics · default unknown.
    public var claudeVersion = "unknown"
    /// What the model API is shown; `nil` where the provider's own variables do it.
    public var credential: Credential?
    /// Who serves the model.
    public var provider = ModelProvider.anthropic(baseURL: nil)
    /// The host's environment, from which some variables are handed on by name.
    public var hostEnvironment: [String: String]
    /// The model where the agent names none · `MODEL` · default `claude-sonnet-4-6`.
    public var defaultModel = "claude-sonnet-4-6"
    /// What stands between the agent's tools and the machine · `--isolation`.
    public var isolation = Isolation.unnamed
    /// How often a failed model call is tried again · default 5.
    public var maxRetries = 5
    /// Secrets of this server that must not be shown, such as the token of its callers.
    public var hostSecrets: [Secret] = []
    /// How processes are ended, and what they may send.
    public var supervision: Supervision

    /// A runtime with defaults.
    public init(claude: String, guardian: String, hostEnvironment: [String: String]) {
        self.claude = claude
        self.guardian = guardian
        self.hostEnvironment = hostEnvironment
        supervision = Supervision(guardian: guardian)
    }
}
