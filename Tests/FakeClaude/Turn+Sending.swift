import JSON

/// What a turn can send.
extension Turn {
    var sessionID: String { program.conversation.id }

    var isPartial: Bool { program.options.has("include-partial-messages") }

    /// Sends one frame and keeps the pace.
    func send(_ frame: JSONObject) throws {
        program.send(frame)
        if gap > 0 { try program.pause(gap) }
    }

    /// Sends one frame with ids of its own.
    func sendTagged(_ frame: JSONObject) throws {
        try send(Frame.tagged(frame, sessionID))
    }

    /// The agent says something: as events when partial messages were asked for, then whole.
    func say(_ text: String) throws {
        let block: JSONValue = ["type": "text", "text": .string(text)]
        guard isPartial else { return try sayBlock(block) }
        let events = streamEvents
        try sendTagged(["type": "system", "subtype": "status", "status": "requesting"])
        openStream = events
        for event in events.opening() + [events.delta(text)] { try sendTagged(event) }
        try sayBlock(block)
        for event in events.closing() { try sendTagged(event) }
        openStream = nil
    }

    var streamEvents: StreamEvents {
        StreamEvents(messageID: messageID, model: program.model, uuids: prompt.uuids)
    }

    func sayBlock(_ block: JSONValue) throws {
        let frame = Frame.assistant(block, messageID: messageID, model: program.model, uuids: prompt.uuids)
        let uuid = UUID.random()
        try send(Frame.tagged(frame, sessionID, uuid: uuid))
        program.conversation.addAnswer(frame["message"] ?? .null, uuid: uuid).forEach(program.send)
    }

    /// The agent calls a tool and gets this from it.
    func callTool(_ name: String, _ input: JSONValue, id: String, result: String) throws {
        try sayBlock(Frame.toolUse(name, input, id: id))
        try giveToolResult(result, isError: false, id: id)
    }

    func giveToolResult(_ text: String, isError: Bool, id: String) throws {
        let frame = Frame.toolResult(text, isError: isError, id: id)
        let uuid = UUID.random()
        try send(Frame.tagged(frame, sessionID, uuid: uuid))
        program.conversation.addToolResult(frame["message"] ?? .null, uuid: uuid).forEach(program.send)
        outcome.turnCount += 1
    }

    func toolID() -> String { "toolu_fake_" + UUID.random() }
}
