extension Verb {
    /// Every command, in the order of the help.
    public static let table =
        [serve, health, run, demo, doctor] + sessionVerbs + [modelStub, cliInstall, cliPath, cliVerify, entrypoint, version, help]

    static let help = Verb(.help, "say how to use it", usage: "help [COMMAND]", words: 2)

    private static let serve = Verb(
        .serve,
        "serve the agent over HTTP",
        usage: "serve [FLAGS]",
        settings: Setting.serverSettings + Setting.modelAccess + [Setting.agentToken] + Setting.programs,
        notes: ["The first SIGTERM or SIGINT lets running turns end, the second ends at once."]
    )

    private static let health = Verb(
        .health,
        "ask the server of this machine whether it is well",
        usage: "health [FLAGS]",
        settings: [.data, .listen, .port],
        notes: [
            "Asks the address it is given, else the one that the container's server was given, else the one that the server",
            "has left in its data folder. A container that is one run and no server is well.",
            "Exits with 0 when it is, with 69 when it is not; for a container's health check.",
        ]
    )

    private static let run = Verb(
        .run,
        "one prompt, one process, one answer; nothing is kept",
        usage: "run [FLAGS] [PROMPT]",
        words: 1,
        settings: [.json, .interactive, .prompt] + Setting.agentSettings + Setting.modelAccess + Setting.programs,
        notes: [
            "The prompt is the argument, else PROMPT, else standard input; - waits for standard input as long as it takes.",
            "Activity goes to standard error, the answer to standard output.",
        ]
    )

    private static let demo = Verb(
        .demo,
        "show it all: answers, memory, a killed server; offline unless ANTHROPIC_API_KEY is set",
        usage: "demo [--model-stub]",
        settings: [.modelStub, .model] + Setting.modelAccess + Setting.programs
    )

    private static let doctor = Verb(
        .doctor,
        "say whether this machine can serve, and how many agents it holds",
        usage: "doctor [FLAGS]",
        settings: [.quick, .format, .data, .maxAgents, .processMemory] + Setting.programs,
        notes: [
            "Starts one agent against the offline model and measures what it takes: no key, no cost, nothing is kept.",
            "Exits with 0 when nothing has failed, warnings or not, else with 69.",
        ]
    )

    private static let modelStub = Verb(
        .modelStub,
        "the offline model: a Messages API for this machine",
        usage: "model-stub [FLAGS]",
        settings: [.stubListen, .stubScript]
    )

    private static let cliInstall = Verb(
        .cliInstall,
        "fetch the pinned claude into the cache, or take it from a wheel",
        usage: "cli install [--wheel FILE]",
        settings: [.wheel, .cache, .cliLock]
    )

    private static let cliPath = Verb(.cliPath, "print where the pinned claude is", usage: "cli path", settings: [.cache, .cliLock])

    private static let cliVerify = Verb(
        .cliVerify,
        "read the pinned claude and compare its hash",
        usage: "cli verify",
        settings: [.cache, .cliLock]
    )

    private static let entrypoint = Verb(
        .entrypoint,
        "the container image's rule: serve on 0.0.0.0:8000, or run once",
        usage: "entrypoint [serve [FLAGS]]",
        words: .max,
        notes: [
            "The first word serve is `roost serve` on 0.0.0.0 with /data as its folder; anything else, or nothing, is `roost run` with PROMPT."
        ]
    )

    private static let version = Verb(
        .version,
        "the versions of roost and of the claude it would use",
        usage: "version",
        settings: Setting.programs
    )
}
