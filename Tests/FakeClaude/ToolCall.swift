import JSON

/// A tool call that the host decides about before it is made: it runs, is refused, or is put off until the conversation is resumed.
struct ToolCall {
    private enum Verdict {
        case run
        case refuse(String)
        case putOff
    }

    /// Thrown when it has been put off: the turn ends with it.
    struct PutOff: Error {
        let call: ToolCall
    }

    let id: String
    let name: String
    let input: JSONValue

    /// As a result names a call that was put off, and as the transcript keeps it.
    var json: JSONValue { ["id": .string(id), "name": .string(name), "input": input] }

    init(id: String, name: String, input: JSONValue) {
        self.id = id
        self.name = name
        self.input = input
    }

    /// Reads a call that was kept.
    init?(_ json: JSONValue?) {
        guard let id = json?["id"]?.string, let name = json?["name"]?.string else { return nil }
        self.init(id: id, name: name, input: json?["input"] ?? [:])
    }

    /// Asks about it and does what the host says.
    func make(in turn: Turn) throws {
        let verdict = try verdict(turn)
        if case .putOff = verdict { throw PutOff(call: self) }
        turn.program.conversation.settlePutOff()
        if case .refuse(let reason) = verdict { return try turn.giveToolResult(reason, isError: true, id: id) }
        turn.program.record.note("ran", ["tool_use_id": .string(id), "name": .string(name)])
        let (text, isError) = try result(turn)
        try turn.giveToolResult(text, isError: isError, id: id)
    }

    /// The model tells of it, in a message of its own.
    func say(in turn: Turn) throws {
        let events = turn.streamEvents
        if turn.isPartial { try turn.sendTagged(events.opening()[0]) }
        try turn.sayBlock(Frame.toolUse(name, input, id: id))
        guard turn.isPartial else { return }
        for event in events.closing().dropFirst() { try turn.sendTagged(event) }
        turn.beginMessage()
    }

    private func verdict(_ turn: Turn) throws -> Verdict {
        let callbacks = (turn.program.hooks["PreToolUse"]?.array ?? []).flatMap { $0["hookCallbackIds"]?.array ?? [] }
        turn.openTool = id
        defer { turn.openTool = nil }
        for callback in callbacks {
            let request: JSONObject = [
                "subtype": "hook_callback", "callback_id": callback, "input": hookInput(turn), "tool_use_id": .string(id),
            ]
            let answer = try turn.program.ask(request)
            let output = answer?["response"]?["hookSpecificOutput"]
            switch output?["permissionDecision"]?.string {
            case "allow": continue
            case "defer": return .putOff
            case "deny": return .refuse(output?["permissionDecisionReason"]?.string ?? "denied")
            default: if answer?["subtype"]?.string != "success" { return .refuse("the hook failed") }
            }
        }
        return .run
    }

    private func hookInput(_ turn: Turn) -> JSONValue {
        [
            "session_id": .string(turn.sessionID), "transcript_path": .string(turn.program.conversation.transcript?.path ?? ""),
            "cwd": .string(turn.program.workingDirectory), "hook_event_name": "PreToolUse",
            "permission_mode": .string(turn.program.permissionMode), "tool_name": .string(name), "tool_input": input,
            "tool_use_id": .string(id),
        ]
    }

    /// A tool of the host's own server is called there; any other has done its work.
    private func result(_ turn: Turn) throws -> (text: String, isError: Bool) {
        let parts = name.split(separator: "__", omittingEmptySubsequences: false).map(String.init)
        guard parts.count >= 3, parts[0] == "mcp" else { return ("done", false) }
        let message: JSONValue = [
            "jsonrpc": "2.0", "id": 1, "method": "tools/call",
            "params": [
                "name": .string(parts.dropFirst(2).joined(separator: "__")), "arguments": input,
                "_meta": ["claudecode/toolUseId": .string(id)],
            ],
        ]
        let answer = try turn.program.ask(["subtype": "mcp_message", "server_name": .string(parts[1]), "message": message])
        let result = answer?["response"]?["mcp_response"]?["result"]
        let texts = (result?["content"]?.array ?? []).compactMap { $0["text"]?.string }
        return (texts.joined(separator: "\n"), result?["isError"]?.bool ?? (result == nil))
    }
}
