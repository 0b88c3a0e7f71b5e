extension Setting {
    /// The agent's definition.
    public static let agent = Setting(
        "agent",
        "ROOST_AGENT",
        .value("FILE"),
        standard: "the research agent",
        "the agent, as JSON in the shape of the create body of /v1/agents"
    )
    /// The model.
    public static let model = Setting(
        "model",
        "MODEL",
        .value("ID"),
        standard: "claude-sonnet-4-6",
        "the model where the agent names none"
    )
    /// The offline model.
    public static let modelStub = Setting(
        "model-stub",
        "ROOST_MODEL_STUB",
        .toggle,
        standard: "off",
        "answer from the offline model inside this process, with a fake key"
    )
    /// What holds dangerous tools.
    public static let isolation = Setting(
        "isolation",
        "ROOST_ISOLATION",
        .value("none|container"),
        standard: "agents with such tools are refused",
        "what holds Bash, file tools and stdio MCP servers: none on your own machine, container in one of their own"
    )
    /// Steps of a turn.
    public static let maxSteps = Setting("max-steps", "ROOST_MAX_STEPS", .value("N"), standard: "40", "model steps of one turn, 1 to 1000")
    /// Cost of a turn.
    public static let maxCost = Setting(
        "max-cost",
        "ROOST_MAX_COST",
        .value("USD"),
        standard: "5.00",
        "what one turn may cost, by list prices; checked before each call of the model"
    )
    /// Time of a turn.
    public static let wallClock = Setting(
        "wall-clock",
        "ROOST_WALL_CLOCK",
        .value("TIME"),
        standard: "30m",
        "how long one turn may take: seconds, or 90s, 30m, 2h"
    )
    /// Length of a line.
    public static let maxLine = Setting(
        "max-line",
        "ROOST_MAX_LINE",
        .value("BYTES"),
        standard: "40M",
        "the longest line accepted from the CLI: bytes, or 512K, 16M"
    )

    static let agentSettings = [agent, model, modelStub, isolation, maxSteps, maxCost, wallClock, maxLine]
}
