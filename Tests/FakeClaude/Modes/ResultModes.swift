import JSON

/// Turns that end in other ways, or go on after their end.
enum ResultModes {
    static let all: [String: Mode] = [
        "say": Mode { turn, words in turn.answer = words.text },
        "frame": Mode { turn, words in try frame(turn, words.text) },
        "report": Mode { turn, _ in report(turn) },
        "tool": Mode { turn, words in try tool(turn, words) },
        "api-error": Mode { turn, words in try apiError(turn, words) },
        "max-turns": Mode(.result) { turn, _ in
            turn.outcome = .failure("error_max_turns", "max_turns", ["Reached maximum number of turns (1)"], stopReason: "tool_use")
            turn.outcome.turnCount = 2
        },
        "max-budget": Mode(.result) { turn, _ in
            turn.outcome = .failure("error_max_budget_usd", "budget_exhausted", ["Reached maximum budget ($0.01)"], stopReason: "tool_use")
        },
        "error-result": Mode(.result) { turn, words in
            turn.outcome = .failure("error_during_execution", words[0] ?? "model_error", [words.rest(from: 1)])
        },
        "no-result": Mode(.result) { _, _ in throw Ending(status: 0) },
        "two-results": Mode(.afterResult) { turn, _ in
            turn.program.send(turn.result().frame)
        },
        "permission-denied": Mode { turn, words in try denied(turn, words[0] ?? "Bash") },
        "retry": Mode { turn, words in try retry(turn, words) },
        "unknown": Mode { turn, _ in try unknown(turn) },
        "background": Mode { turn, words in try background(turn, try words.number(0, or: 2)) },
        "background-call": Mode { turn, words in try background(turn, 1, "[[fake:call \(words.text)]]") },
        "reset": Mode(.opening) { turn, _ in turn.resetConversation() },
    ]

    /// Any frame at all; the two ids are added where they are missing.
    private static func frame(_ turn: Turn, _ text: String) throws {
        guard let frame = (try? JSONValue(parsing: text))?.object else { throw Misuse(message: "frame needs a JSON object, not '\(text)'") }
        turn.program.send(Frame.tagged([:], turn.sessionID).merging(frame))
    }

    /// The agent answers with what the program was given.
    private static func report(_ turn: Turn) {
        let answer: JSONValue = [
            "argv": Frame.list(CommandLine.arguments), "cwd": .string(turn.program.workingDirectory),
            "variables": Frame.list(turn.program.environment.variables.map(\.name).sorted()), "session_id": .string(turn.sessionID),
        ]
        turn.answer = answer.serializedString()
    }

    private static func tool(_ turn: Turn, _ words: Words) throws {
        let input = try? JSONValue(parsing: words.rest(from: 1))
        try turn.callTool(words[0] ?? "Bash", input ?? [:], id: turn.toolID(), result: "done")
    }

    private static func apiError(_ turn: Turn, _ words: Words) throws {
        let status = try words.number(0, or: 401)
        let text = words[1] == nil ? "API Error: \(status) invalid x-api-key" : words.rest(from: 1)
        try turn.sendTagged(Frame.syntheticAnswer(text, status: status))
        turn.saysAnswer = false
        turn.outcome = .apiFailure(status, text)
    }

    /// A tool that the rules forbid without asking anybody.
    private static func denied(_ turn: Turn, _ tool: String) throws {
        let id = turn.toolID()
        let input: JSONValue = ["command": "rm -rf /"]
        let message = "Permission to use \(tool) has been denied."
        try turn.sayBlock(Frame.toolUse(tool, input, id: id))
        try turn.sendTagged([
            "type": "system", "subtype": "permission_denied", "tool_name": .string(tool), "tool_use_id": .string(id),
            "decision_reason_type": "rule", "message": .string(message),
        ])
        try turn.giveToolResult(message, isError: true, id: id)
        turn.outcome.denials.append(["tool_name": .string(tool), "tool_use_id": .string(id), "tool_input": input])
    }

    /// `[COUNT] [DELAY] [STATUS]`.
    private static func retry(_ turn: Turn, _ words: Words) throws {
        let count = try words.number(0, or: 2)
        let delay = try words.number(1, or: 10)
        let status = try words.number(2, or: 529)
        for attempt in 1...max(1, count) {
            try turn.sendTagged([
                "type": "system", "subtype": "api_retry", "attempt": .number(JSONNumber(attempt)), "max_retries": 10,
                "retry_delay_ms": .number(JSONNumber(delay)), "error_status": .number(JSONNumber(status)), "error": "overloaded",
            ])
            try turn.program.pause(delay)
        }
    }

    /// Types, subtypes, fields and content that nobody knows yet.
    private static func unknown(_ turn: Turn) throws {
        try turn.sendTagged(["type": "fake_novelty", "payload": ["deep": [1, nil, true]]])
        try turn.sendTagged(["type": "system", "subtype": "fake_novelty", "level": 3])
        turn.program.send(["type": 7, "uuid": "no text"])
        turn.program.send(["kind": "no type at all"])
        try turn.sayBlock(["type": "fake_block", "data": [:], "text": 5])
        let event: JSONValue = ["type": "content_block_delta", "index": 0, "delta": ["type": "fake_delta", "fake": 1]]
        if turn.isPartial { try turn.sendTagged(turn.streamEvents.wrapped(event)) }
        turn.outcome.extra = ["fake_field": ["later": "more"]]
    }

    /// Turns that nobody asked for, as finished background tasks start them.
    private static func background(_ turn: Turn, _ count: Int, _ orders: String = "") throws {
        let tasks = (1...max(1, count)).map { BackgroundTask(number: $0, orders: orders) }
        turn.backgroundTasks += tasks
        for task in tasks { try task.start(in: turn) }
    }
}
