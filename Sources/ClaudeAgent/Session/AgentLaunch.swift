public import EventLoop

/// Everything that starting one agent process needs.
public struct AgentLaunch: Sendable {
    /// Absolute path of the `claude` program.
    public var executable: String
    /// What the agent is.
    public var options: AgentOptions
    /// Its environment, credentials included.
    public var environment: AgentEnvironment
    /// How it is started and ended.
    public var supervision: Supervision
    /// A lock on what the agent works on. The guardian holds it too, and the program does not: it is free when the caller has let go
    /// of it and every descendant has ended, also when the host was killed meanwhile.
    public var lock: FileLock?

    /// A launch.
    public init(executable: String, options: AgentOptions, environment: AgentEnvironment, supervision: Supervision) {
        self.executable = executable
        self.options = options
        self.environment = environment
        self.supervision = supervision
    }
}
