import JSON

/// The two ways in which a turn is no conversation.
extension Turn {
    /// What `/clear` does: the session goes on, empty, under another id.
    func clear() throws {
        program.announceRunning()
        resetConversation()
        program.send(Frame.systemInit(program, uuids: []))
        outcome = .cleared
    }

    /// Tells the host of the new id and takes it.
    func resetConversation() {
        let id = UUID.random()
        program.send([
            "type": "conversation_reset", "new_conversation_id": .string(id), "uuid": .string(id), "trigger": "clear",
            "user_message_uuid": .string(prompt.uuids.first ?? UUID.random()), "timestamp": .string(Moment.timestamp),
            "session_id": .string(sessionID),
        ])
        program.send(BackgroundTask.listing([], sessionID))
        program.conversation.reset(to: id)
    }

    /// What an interrupt makes of a turn.
    func abort() {
        if let id = openTool { refuse(id) }
        if openStream != nil { sendAborted() }
        let isInTool = outcome.terminalReason == "aborted_tools" || openTool != nil
        let text = isInTool ? "[Request interrupted by user for tool use]" : "[Request interrupted by user]"
        program.send(Frame.tagged(Frame.interruptionMarker(text), sessionID))
        for event in openStream?.closing() ?? [] { program.send(Frame.tagged(event, sessionID)) }
        let denials = outcome.denials
        let reason = isInTool ? "aborted_tools" : "aborted_streaming"
        outcome = .failure("error_during_execution", reason, ["[ede_diagnostic] result_type=user"], stopReason: isInTool ? "tool_use" : nil)
        outcome.denials = denials
        outcome.turnCount = 2
        program.isInterrupted = program.isEndingBySignal
    }

    private func refuse(_ tool: String) {
        program.send(Frame.sessionState("running", sessionID))
        let frame = Frame.toolResult("The user doesn't want to proceed with this tool use.", isError: true, id: tool)
        program.send(Frame.tagged(frame, sessionID))
    }

    /// The part of an answer that was said before the interrupt.
    private func sendAborted() {
        let frame = Frame.assistant(["type": "text", "text": "cut off"], messageID: messageID, model: program.model, uuids: prompt.uuids)
        program.send(Frame.tagged(frame.merging(["aborted": true]), sessionID))
    }
}
