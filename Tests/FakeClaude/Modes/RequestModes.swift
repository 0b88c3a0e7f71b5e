import JSON

/// Requests to the host; the agent then says what came back.
enum RequestModes {
    static let all: [String: Mode] = [
        "call": Mode { turn, words in
            let input = (try? JSONValue(parsing: words.rest(from: 1))) ?? [:]
            let call = ToolCall(id: turn.toolID(), name: words[0] ?? "Bash", input: input)
            try call.say(in: turn)
            try call.make(in: turn)
        },
        "ask": Mode { turn, words in try permission(turn, words) },
        "ask-many": Mode { turn, words in try manyPermissions(turn, try words.number(0, or: 3)) },
        "ask-cancelled": Mode { turn, words in try cancelled(turn, try words.number(0, or: 50)) },
        "hook": Mode { turn, words in try hook(turn, words) },
        "mcp": Mode { turn, words in try message(turn, words) },
        "elicit": Mode { turn, words in
            try report(turn, ["subtype": "elicitation", "mcp_server_name": "fake", "message": .string(words.text), "mode": "form"])
        },
        "ask-unknown": Mode { turn, words in try report(turn, ["subtype": .string(words[0] ?? "fake_novelty"), "field": 1]) },
        "ask-flood": Mode { turn, words in try flood(turn, try words.number(0, or: 2000), try words.number(1, or: 10_000)) },
        "ask-malformed": Mode { turn, _ in
            turn.program.send(["type": "control_request", "request_id": "fake-malformed"])
            turn.program.send(["type": "control_request", "request": ["subtype": "can_use_tool"]])
        },
    ]

    /// Sends a request and lets the agent repeat the answer.
    private static func report(_ turn: Turn, _ request: JSONObject) throws {
        let answer = try turn.program.ask(request)
        turn.answer = answer?.serializedString() ?? "stream closed"
    }

    /// So many requests of a subtype so long, which an answer repeats, and no answer read between them.
    private static func flood(_ turn: Turn, _ count: Int, _ length: Int) throws {
        let subtype = String(repeating: "x", count: length)
        for _ in 0..<count { turn.program.send(Frame.controlRequest(UUID.random(), ["subtype": .string(subtype)])) }
    }

    private static func permissionRequest(_ turn: Turn, _ tool: String, _ input: JSONValue, _ id: String) -> JSONObject {
        let folder = turn.program.workingDirectory
        let rule: JSONValue = ["toolName": .string(tool), "ruleContent": "touch x *"]
        return [
            "subtype": "can_use_tool", "tool_name": .string(tool), "display_name": .string(tool), "input": input,
            "description": "FakeClaude asks",
            "permission_suggestions": [
                ["type": "addRules", "rules": [rule], "behavior": "allow", "destination": "localSettings"],
                ["type": "addDirectories", "directories": [.string(folder)], "destination": "session"],
                ["type": "setMode", "mode": "acceptEdits", "destination": "session"],
            ],
            "blocked_path": .string(folder + "/x"), "tool_use_id": .string(id),
        ]
    }

    /// `[TOOL] [INPUT as JSON]`.
    private static func permission(_ turn: Turn, _ words: Words) throws {
        let tool = words[0] ?? "Bash"
        let input = (try? JSONValue(parsing: words.rest(from: 1))) ?? ["command": "touch x"]
        let id = turn.toolID()
        try turn.sayBlock(Frame.toolUse(tool, input, id: id))
        try turn.send(Frame.sessionState("requires_action", turn.sessionID))
        turn.openTool = id
        let answer = try turn.program.ask(permissionRequest(turn, tool, input, id))
        turn.openTool = nil
        try turn.send(Frame.sessionState("running", turn.sessionID))
        turn.answer = answer?.serializedString() ?? "stream closed"
        let isAllowed = answer?["response"]?["behavior"]?.string == "allow"
        try turn.giveToolResult(isAllowed ? "done" : refusal(answer), isError: !isAllowed, id: id)
        guard !isAllowed else { return }
        turn.outcome.denials.append(["tool_name": .string(tool), "tool_use_id": .string(id), "tool_input": input])
        guard answer?["response"]?["interrupt"]?.bool == true else { return }
        turn.outcome.terminalReason = "aborted_tools"
        throw Turn.Interruption()
    }

    private static func refusal(_ answer: JSONValue?) -> String {
        guard let answer else { return "Tool permission stream closed before response received" }
        if let error = answer["error"]?.string { return "Tool permission request failed: Error: \(error)" }
        return answer["response"]?["message"]?.string ?? "The canUseTool callback returned an invalid permission result"
    }

    /// Several open requests, asked before the first is answered.
    private static func manyPermissions(_ turn: Turn, _ count: Int) throws {
        let ids = (0..<max(1, count)).map { _ in UUID.random() }
        for (number, id) in ids.enumerated() {
            let request = permissionRequest(turn, "Bash", ["command": .string("touch \(number)")], turn.toolID())
            turn.program.sendRequest(id, request)
        }
        let answers = try ids.map { try turn.program.answer(to: $0) ?? .null }
        turn.answer = JSONValue.array(answers).serializedString()
    }

    /// Withdraws its request after so many milliseconds; the agent then says whether an answer came all the same.
    private static func cancelled(_ turn: Turn, _ milliseconds: Int) throws {
        let id = UUID.random()
        turn.program.send(Frame.controlRequest(id, permissionRequest(turn, "Bash", ["command": "touch x"], turn.toolID())))
        try turn.program.pause(milliseconds)
        turn.program.send(["type": "control_cancel_request", "request_id": .string(id)])
        try turn.program.pause(milliseconds)
        turn.answer = turn.program.answers.removeValue(forKey: id) == nil ? "no answer" : "answered"
    }

    /// `[EVENT] [TOOL]`: asks every callback that the host registered for the event; `hook_0` when there is none.
    private static func hook(_ turn: Turn, _ words: Words) throws {
        let event = words[0] ?? "PreToolUse"
        let registered = (turn.program.hooks[event]?.array ?? []).flatMap { $0["hookCallbackIds"]?.array ?? [] }
        let id = turn.toolID()
        let input: JSONValue = [
            "session_id": .string(turn.sessionID), "transcript_path": .string(turn.program.conversation.transcript?.path ?? ""),
            "prompt_id": .string(UUID.random()), "effort": ["level": "medium"], "cwd": .string(turn.program.workingDirectory),
            "hook_event_name": .string(event),
            "permission_mode": .string(turn.program.permissionMode), "tool_name": .string(words[1] ?? "Bash"),
            "tool_input": ["command": "touch x"], "tool_use_id": .string(id),
        ]
        let answers = try (registered.isEmpty ? ["hook_0"] : registered).map { callback in
            try turn.program.ask(["subtype": "hook_callback", "callback_id": callback, "input": input, "tool_use_id": .string(id)]) ?? .null
        }
        turn.answer = JSONValue.array(answers).serializedString()
    }

    /// `[SERVER] [METHOD] [PARAMETERS as JSON]`.
    private static func message(_ turn: Turn, _ words: Words) throws {
        var message: JSONObject = ["jsonrpc": "2.0", "id": 1, "method": .string(words[1] ?? "tools/list")]
        message["params"] = try? JSONValue(parsing: words.rest(from: 2))
        try report(turn, ["subtype": "mcp_message", "server_name": .string(words[0] ?? "fake"), "message": .object(message)])
    }
}
