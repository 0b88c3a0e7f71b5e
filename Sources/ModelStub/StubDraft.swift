/// An answer that only wants its ids and the word whether a fault happens this time.
struct StubDraft {
    let request: StubRequest
    let conversation: Conversation
    let step: AnswerPlan.Step

    /// What the counts of this step's faults are kept under.
    var place: String { "\(request.sessionID)\n\(conversation.count)\n\(conversation.toolSteps)" }

    /// The finished reply.
    func reply(with ticket: StubTicket) -> StubReply {
        var composer = AnswerComposer(request: request, conversation: conversation, identifiers: ticket.identifiers)
        if conversation.wantsSummary {
            composer.compose(text: ConversationSummary.answer(for: conversation))
        } else if let notice = conversation.notice, step.items.isEmpty {
            composer.compose(text: MemoryAnswer.text(forNotice: notice))
        } else {
            composer.compose(step)
        }
        let id = composer.identifiers.next("msg")
        return StubReply(message: message(id: id, composer.blocks), step: step, fault: ticket.fault, streams: request.streams)
    }

    private func message(id: String, _ blocks: [ContentBlock]) -> StubMessage {
        let usage = StubUsage(inputTokens: request.inputTokens, blocks: blocks, override: step.usage)
        let stop = step.stop ?? (blocks.contains(where: \.isToolUse) ? "tool_use" : "end_turn")
        return StubMessage(id: id, model: request.model, blocks: blocks, stopReason: stop, usage: usage)
    }
}
