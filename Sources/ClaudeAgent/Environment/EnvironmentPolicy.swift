/// What a host decides about the environment of one agent process.
public struct EnvironmentPolicy: Sendable {
    /// `CLAUDE_CONFIG_DIR`: transcripts and settings. One per tenant, or sessions see each other (protocol notes 15).
    public var configDirectory: String
    /// `HOME`.
    public var home: String
    /// `TMPDIR`: sockets and scratch files. One per tenant as well.
    public var temporaryDirectory: String
    /// `PWD`: the working directory.
    public var workingDirectory: String
    /// What the CLI shows the API; `nil` shows nothing.
    public var credential: Credential?
    /// Who serves the model.
    public var provider: ModelProvider = .anthropic(baseURL: nil)
    /// `CLAUDE_CODE_MAX_RETRIES`. The CLI's own 10 spends three minutes on a key that does not work (protocol notes 10.1).
    public var maxRetries = 5
    /// The trace the run belongs to.
    public var traceContext: TraceContext?
    /// Whether OpenTelemetry variables of the host are handed on.
    public var handsOnTelemetry = true
    /// Further `OTEL_RESOURCE_ATTRIBUTES`, such as `tenant.id`; encoded here.
    public var resourceAttributes: [String: String] = [:]
    /// Whether the agent keeps notes of its own between sessions. They are shared by every session of one working directory.
    public var keepsAutoMemory = false
    /// Tells the CLI that it runs isolated (`IS_SANDBOX=1`), which lets root bypass permissions.
    public var declaresSandbox = false
    /// Further names of host variables to hand on; a `*` at the end stands for any rest. Credentials are never among them.
    public var additionalHostVariables: [String] = []
    /// Secrets of the host that no agent gets, to be replaced in what a process says all the same.
    public var hostSecrets: [Secret] = []

    /// Makes a policy for these four folders, all absolute paths.
    public init(configDirectory: String, home: String, temporaryDirectory: String, workingDirectory: String) {
        self.configDirectory = configDirectory
        self.home = home
        self.temporaryDirectory = temporaryDirectory
        self.workingDirectory = workingDirectory
    }
}
