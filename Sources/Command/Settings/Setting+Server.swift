extension Setting {
    /// Where state lives.
    public static let data = Setting(
        "data",
        "CLAUDE_CONFIG_DIR",
        .value("FOLDER"),
        standard: "$XDG_DATA_HOME/roost, else ~/.local/share/roost",
        "where sessions and transcripts are kept"
    )
    /// Where to listen.
    public static let listen = Setting(
        "listen",
        "ROOST_LISTEN",
        .list("ADDRESS"),
        standard: "127.0.0.1:8000",
        "HOST:PORT, [::1]:PORT, PORT or unix:/path; may be repeated"
    )
    /// The port of the default address.
    public static let port = Setting("port", "PORT", .value("PORT"), standard: "8000", "the port, where no address is given to listen on")
    /// Processes at once.
    public static let maxAgents = Setting(
        "max-agents",
        "ROOST_MAX_AGENTS",
        .value("N"),
        standard: "by memory: (memory - 1 GiB) / --process-memory, 1 to 64",
        "agent processes at once, waiting ones included; about 250 MB each"
    )
    /// Processes for new sessions.
    public static let spares = Setting(
        "spares",
        "ROOST_SPARES",
        .value("N"),
        standard: "1, or 0 with --max-agents 1",
        "started agent processes that wait for new sessions, 0 to 64"
    )
    /// How long a process waits for its session.
    public static let idle = Setting(
        "idle",
        "ROOST_IDLE",
        .value("TIME"),
        standard: "10m",
        "how long a session's process waits for the next turn; the session goes on without it"
    )
    /// How old a process becomes.
    public static let processAge = Setting(
        "process-age",
        "ROOST_PROCESS_AGE",
        .value("TIME"),
        standard: "4h",
        "how old an agent process may become; it is replaced between turns"
    )
    /// How large a process becomes.
    public static let processMemory = Setting(
        "process-memory",
        "ROOST_PROCESS_MEMORY",
        .value("BYTES"),
        standard: "400M",
        "how much memory an agent process may hold; a larger one is replaced between turns, and --max-agents follows from it"
    )
    /// How much memory idle processes hold.
    public static let idleMemory = Setting(
        "idle-memory",
        "ROOST_IDLE_MEMORY",
        .value("BYTES"),
        standard: "--process-memory for each agent",
        "how much memory idle agent processes and spares may hold together; beyond that spares are ended, then the largest"
    )
    /// What a session costs.
    public static let maxSessionCost = Setting(
        "max-session-cost",
        "ROOST_MAX_SESSION_COST",
        .value("USD"),
        standard: "no limit",
        "what one session may cost in all; further prompts are answered 402"
    )
    /// How many turns a session has.
    public static let maxSessionTurns = Setting(
        "max-session-turns",
        "ROOST_MAX_SESSION_TURNS",
        .value("N"),
        standard: "no limit",
        "turns of one session in all; further prompts are answered 403"
    )
    /// How long a session lasts.
    public static let maxSessionTime = Setting(
        "max-session-time",
        "ROOST_MAX_SESSION_TIME",
        .value("TIME"),
        standard: "no limit",
        "how long a session may go on from its first prompt; further prompts are answered 403"
    )
    /// Where operators ask.
    public static let admin = Setting(
        "admin",
        "ROOST_ADMIN",
        .value("ADDRESS"),
        standard: "127.0.0.1:9464, if it is free",
        "where /livez, /readyz and /metrics are served: an address as for --listen, or off"
    )
    /// What a prompt for a busy session does.
    public static let whenBusy = Setting(
        "when-busy",
        "ROOST_WHEN_BUSY",
        .value("enqueue|reject|interrupt"),
        standard: "enqueue",
        "what becomes of a prompt for a session that has a turn already; a request may say so itself with ?busy="
    )
    /// Waiting turns of a session.
    public static let queue = Setting("queue", "ROOST_QUEUE", .value("N"), standard: "8", "turns of one session that may wait, 0 to 1000")
    /// Waiting turns in all.
    public static let waiting = Setting(
        "waiting",
        "ROOST_WAITING",
        .value("N"),
        standard: "64",
        "turns that may wait in all for a free process, 0 to 10000"
    )
    /// Sessions on disk.
    public static let maxSessions = Setting(
        "max-sessions",
        "ROOST_MAX_SESSIONS",
        .value("N"),
        standard: "100000",
        "sessions that are kept; known ones go on when there is no room for a new one"
    )
    /// How long sessions are kept.
    public static let keepFor = Setting(
        "keep-for",
        "ROOST_KEEP_FOR",
        .value("TIME"),
        standard: "for ever",
        "how long a session is kept after its last event, such as 90d; then it is removed with all its files"
    )
    /// How much sessions take.
    public static let keepBytes = Setting(
        "keep-bytes",
        "ROOST_KEEP_BYTES",
        .value("SIZE"),
        standard: "any number",
        "bytes that the events and files of all sessions may have, such as 20G; beyond it the oldest are removed"
    )
    /// Time between signs of life.
    public static let heartbeat = Setting(
        "heartbeat",
        "ROOST_HEARTBEAT",
        .value("TIME"),
        standard: "15s",
        "time between the comments that keep an idle stream open"
    )
    /// Time to finish.
    public static let drain = Setting(
        "drain",
        "ROOST_DRAIN",
        .value("TIME"),
        standard: "10s",
        "how long running turns may go on after SIGTERM or SIGINT"
    )
    /// The public API.
    public static let managedAgents = Setting(
        "managed-agents",
        "ROOST_MANAGED_AGENTS",
        .value("auto|on|off"),
        standard: "auto",
        "the public API under /v1, which needs AGENT_AUTH_TOKEN unless every address is loopback or a Unix socket, else the server does not "
            + "start; auto is on, and off in a container image without the token"
    )
    /// The key for vaults.
    public static let vaultKeyFile = Setting(
        nil,
        "ROOST_VAULT_KEY_FILE",
        .value("FILE"),
        standard: "roost/vault.key in the data folder",
        "a file with 64 hexadecimal digits, the key that tokens in vaults are encrypted with"
    )
    /// Host names.
    public static let allowedHost = Setting(
        "allowed-host",
        "ROOST_ALLOWED_HOST",
        .list("HOST"),
        "a further value of Host accepted on a loopback address; may be repeated"
    )
    /// Web pages.
    public static let corsOrigin = Setting(
        "cors-origin",
        "ROOST_CORS_ORIGIN",
        .list("ORIGIN"),
        "a web page that may call, such as https://app.example; may be repeated"
    )
    /// What a client's departure does.
    public static let onDisconnect = Setting(
        "on-disconnect",
        "ROOST_ON_DISCONNECT",
        .value("continue|cancel"),
        standard: "continue",
        "what becomes of a turn whose client leaves: it goes on and can be followed again, or ends at once"
    )
    /// How long a turn goes on alone.
    public static let absence = Setting(
        "absence",
        "ROOST_ABSENCE",
        .value("TIME"),
        standard: "5m",
        "how long a turn goes on when nobody follows it; then it is interrupted"
    )
    /// How long a process waits with its turn.
    public static let hold = Setting(
        "hold",
        "ROOST_HOLD",
        .value("TIME"),
        standard: "10s",
        "how long a process is kept while its turn waits for somebody's answer to a tool call; the turn waits on without it"
    )
    /// What is logged.
    public static let logLevel = Setting(
        "log-level",
        "ROOST_LOG_LEVEL",
        .value("LEVEL"),
        standard: "info",
        "debug, info, warning or error; logs go to standard error"
    )
    /// How it is logged.
    public static let logFormat = Setting(
        "log-format",
        "ROOST_LOG_FORMAT",
        .value("text|json"),
        standard: "text",
        "lines for people, or one JSON object a line"
    )

    static let serverSettings =
        [data, listen, port] + agentSettings
        + [
            maxAgents, spares, idle, processAge, processMemory, idleMemory, maxSessionCost, maxSessionTurns, maxSessionTime, queue, waiting,
            whenBusy,
            maxSessions, keepFor, keepBytes,
            heartbeat, onDisconnect, absence, hold, drain, managedAgents, vaultKeyFile,
        ]
        + [allowedHost, corsOrigin, admin, logLevel, logFormat]
}
