public import ClaudeAgent
public import Domain
public import EventLoop

/// Everything `serve` needs to know. Each property says where it comes from and what it is by default.
public struct ServerConfiguration: Sendable {
    /// Where to listen · `--listen`, `PORT` · default 127.0.0.1:8000.
    public var listen = [SocketAddress.ipv4(host: "127.0.0.1", port: 8000)]
    /// Where state lives · `--data`, `CLAUDE_CONFIG_DIR`, else the user's data folder.
    public var dataRoot: String
    /// The agent that answers · `--agent` · default the research agent.
    public var agent = ResearchAgent.served
    /// The version that `ServerFile` names · that of the program · default none.
    public var version = ""
    /// How agent processes are made.
    public var runtime: AgentRuntime
    /// Bounds of one turn.
    public var limits = TurnLimits()
    /// Agent processes at once, spares and waiting ones included, about 250 MB each · `--max-agents` · default by the machine's memory.
    public var maxAgents = 4
    /// Turns of one session that may wait · `--queue` · default 8; one more is answered 429.
    public var queueDepth = 8
    /// Turns that may wait in all for a free process · `--waiting` · default 64; one more is answered 503.
    public var waitingLimit = 64
    /// What becomes of a prompt for a busy session that does not say so itself · `--when-busy` · default enqueue.
    public var whenBusy = BusyPolicy.enqueue
    /// How long a turn goes on when its client has left and nobody has come back · `--absence`, zero for `--on-disconnect cancel` ·
    /// default 5 minutes.
    public var absence = Duration.seconds(300)
    /// How long a process is kept while its turn waits for somebody's answer to a tool call · `--hold` · default 10 s.
    public var hold = Duration.seconds(10)
    /// Finds out whether the CLI can put a call off, so that a turn that waits needs no process (``PostponementTrial``). Asked once, beside
    /// everything else; until it has answered with yes, such turns keep their processes · default: the CLI's version says it.
    public var postponementTrial: (@Sendable (EventLoopGroup) async throws -> Bool)?
    /// Processes that wait for new sessions · `--spares` · default 1, none where only one agent may run.
    public var spares = 1
    /// How long a session's process waits for its next turn · `--idle` · default 10 minutes.
    public var idleTime = Duration.seconds(600)
    /// How old a process may become; it is replaced between turns · `--process-age` · default 4 hours.
    public var processAge = Duration.seconds(4 * 3600)
    /// How much memory a process may hold; a larger one is replaced between turns · `--process-memory` · default 400 MiB, the ceiling by
    /// which `maxAgents` is chosen where nobody says it.
    public var processMemory = Sizing().ceiling
    /// How much memory parked processes may hold together; beyond that spares are ended, then the largest · `--idle-memory` · default
    /// `processMemory` for each of `maxAgents`.
    public var idleMemory: Int?
    /// What a session may come to in all.
    public var sessionLimits = SessionLimits()
    /// Where health checks and metrics are served · `--admin` · default none.
    public var admin: AdminAddress?
    /// Sessions that are kept · `--max-sessions` · default 100,000; the first turn of one more is answered 507.
    public var maxSessions = 100_000
    /// How long after its last event a session is kept · `--keep-for` · default for ever.
    public var keepFor: Duration?
    /// Bytes that the events and files of all sessions may have together; the oldest go · `--keep-bytes` · default any number.
    public var keepBytes: Int?
    /// Connections open at once · default 10,000, fewer where the limit of open files is low; one more is answered 503.
    public var maxConnections = 10_000
    /// The bearer token that callers must show · `AGENT_AUTH_TOKEN` · default none.
    public var authToken: Secret?
    /// Whether the public API under `/v1` is served · `--managed-agents` · default on, which takes the token or addresses that
    /// strangers cannot reach.
    public var managedAgents = ManagedAgentsMode.on
    /// The file of the key that vaults' tokens are sealed with · `ROOST_VAULT_KEY_FILE` · default one in the data folder.
    public var vaultKeyFile: String?
    /// Further values of `Host` accepted on a loopback address · `--allowed-host` · default none.
    public var allowedHosts: [String] = []
    /// Web pages that may call · `--cors-origin` · default none.
    public var allowedOrigins: [String] = []
    /// Time between heartbeats of a stream · default 15 s.
    public var heartbeat = Duration.seconds(15)
    /// How long running turns may go on after SIGTERM · `--drain` · default 10 s.
    public var drain = Duration.seconds(10)

    /// Where tests take part.
    package var hooks = ServerHooks()

    /// A configuration with defaults.
    public init(dataRoot: String, runtime: AgentRuntime) {
        self.dataRoot = dataRoot
        self.runtime = runtime
    }

    /// Bytes of a request body, as the contract has it.
    public static let bodyLimit = 262_144
}
