import JSON

/// A way to misbehave before the first turn.
struct StartMode: Sendable {
    /// Acts when `initialize` came in, before it is answered; else at once.
    let isForInitialize: Bool
    let run: @Sendable (Program, Words) throws -> Void

    init(isForInitialize: Bool = false, _ run: @escaping @Sendable (Program, Words) throws -> Void) {
        self.isForInitialize = isForInitialize
        self.run = run
    }
}

enum StartModes {
    static let all: [String: StartMode] = [
        "stall-start": StartMode { program, _ in program.hang() },
        "slow-start": StartMode { program, words in try program.pause(words.number(0, or: 1000)) },
        "exit-start": StartMode { _, words in try DeathModes.exit(words) },
        "noise-start": StartMode { program, _ in FramingModes.noise.forEach(program.write) },
        "stderr-start": StartMode { _, words in Output.standardError(words.text + "\n") },
        "no-initialize": StartMode { program, _ in program.responses.manner = .never },
        "exit-initialize": StartMode(isForInitialize: true) { _, words in try DeathModes.exit(words) },
        "slow-initialize": StartMode(isForInitialize: true) { program, words in try program.pause(words.number(0, or: 1000)) },
        "ask-initialize": StartMode(isForInitialize: true, askWhileInitializing),
        "deaf-start": StartMode { program, _ in DeathModes.turnDeaf(program) },
        "respond": StartMode { program, words in program.responses.manner = try ResponseModes.manner(words) },
    ]

    /// Asks the host something before answering its `initialize`, as happens with its own MCP servers.
    private static func askWhileInitializing(_ program: Program, _ words: Words) throws {
        let client: JSONValue = [
            "name": "claude-code", "title": "FakeClaude", "version": .string(Release.version), "description": "no client at all",
            "websiteUrl": "http://localhost/",
        ]
        let parameters: JSONValue = ["protocolVersion": "2025-11-25", "capabilities": [:], "clientInfo": client]
        let message: JSONValue = ["jsonrpc": "2.0", "id": 0, "method": "initialize", "params": parameters]
        _ = try program.ask(["subtype": "mcp_message", "server_name": .string(words[0] ?? "fake"), "message": message])
    }
}
