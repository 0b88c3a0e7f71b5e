/// How agent processes are started and ended.
public struct Supervision: Sendable {
    /// Absolute path of `roost-guardian`, the small program that outlives host and CLI just long enough to end every descendant.
    public var guardian: String
    /// How long a process may take to end after the end of its input, and again after SIGTERM · default 5 s.
    public var grace = Duration.seconds(5)
    /// The longest line accepted from the CLI, in bytes · default 40 MiB: what a tool of the host answers comes back as one.
    public var lineLimit = 40 * 1024 * 1024
    /// How many bytes of frames may wait for ``AgentSession/next()`` · default 8 MiB. Above it the CLI has to wait, and so do its
    /// answers to control requests.
    public var backlogLimit = 8 * 1024 * 1024
    /// How much of standard error is kept for error messages, in bytes · default 16 KiB.
    public var standardErrorLimit = 16 * 1024
    /// How long the CLI may take to answer `initialize` · default 60 s.
    public var initializeTimeout = Duration.seconds(60)
    /// How long the CLI may take to answer any other control request · default 60 s.
    public var requestTimeout = Duration.seconds(60)

    /// Supervision by the guardian at this path.
    public init(guardian: String) { self.guardian = guardian }
}
