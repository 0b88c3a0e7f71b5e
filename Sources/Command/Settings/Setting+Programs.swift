extension Setting {
    /// The CLI.
    public static let claude = Setting(
        nil,
        "ROOST_CLAUDE",
        .value("FILE"),
        standard: "the pinned one, else the one in PATH",
        "the claude program"
    )
    /// The guardian.
    public static let guardian = Setting(
        nil,
        "ROOST_GUARDIAN",
        .value("FILE"),
        standard: "beside roost, else in PATH",
        "the roost-guardian program"
    )
    /// The cache.
    public static let cache = Setting(
        nil,
        "ROOST_CACHE",
        .value("FOLDER"),
        standard: "$XDG_CACHE_HOME/roost, else ~/.cache/roost",
        "where the pinned claude is kept"
    )
    /// The lock file.
    public static let cliLock = Setting(
        nil,
        "ROOST_CLI_LOCK",
        .value("FILE"),
        standard: "built in",
        "another claude-cli.lock"
    )
    /// A wheel at hand.
    public static let wheel = Setting("wheel", nil, .value("FILE"), standard: "fetched with pip", "the wheel that carries claude")
    /// Frames as JSON.
    public static let json = Setting("json", nil, .toggle, "every frame as one JSON line on standard output")
    /// Prompts line by line.
    public static let interactive = Setting(
        "interactive",
        letter: "i",
        nil,
        .toggle,
        "every further line of standard input is a prompt of the same conversation"
    )
    /// The prompt.
    public static let prompt = Setting(nil, "PROMPT", .value("TEXT"), "the prompt, where none is given as an argument")
    /// Where the offline model listens.
    public static let stubListen = Setting(
        "listen",
        nil,
        .value("ADDRESS"),
        standard: "127.0.0.1:8787",
        "an address of this machine only: 127.0.0.1:PORT, [::1]:PORT or unix:/path"
    )
    /// What the offline model says.
    public static let stubScript = Setting(
        "script",
        "ROOST_MODEL_SCRIPT",
        .value("FILE"),
        "answers for prompts without directives, as JSON (docs/model-stub.md)"
    )

    /// No measuring.
    public static let quick = Setting("quick", nil, .toggle, "neither start an agent to measure it nor read claude to compare its hash")
    /// How a report is shown.
    public static let format = Setting("format", nil, .value("table|json"), standard: "table", "lines for people, or one JSON object")

    static let programs = [claude, guardian, cache, cliLock]

    /// Every setting of every command.
    public static let all: [Setting] =
        serverSettings + modelAccess + [agentToken] + programs + [wheel, json, interactive, prompt, stubListen, stubScript, quick, format]
        + sessionSettings
}
