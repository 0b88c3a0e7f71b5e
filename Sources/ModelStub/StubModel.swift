import JSON

/// Decides what the offline model says to a request. Pure but for its random ids and its count of faults.
struct StubModel {
    private let script: StubScript
    private var identifiers: StubIdentifiers
    private var counters = FaultCounters()

    init(script: StubScript = StubScript(), identifiers: StubIdentifiers = StubIdentifiers()) {
        self.script = script
        self.identifiers = identifiers
    }

    /// A fresh `req_…` id.
    mutating func requestID() -> String { identifiers.next("req") }

    /// Answers a request to `/v1/messages`.
    /// - Throws: The API failure for a directive that cannot be followed.
    mutating func reply(to request: StubRequest) throws(APIFailure) -> StubReply {
        let conversation = Conversation(request.messages)
        let step = try step(for: request, conversation)
        let fault = fault(in: step, request, conversation)
        var composer = AnswerComposer(request: request, conversation: conversation, identifiers: identifiers)
        Self.fill(&composer, step, conversation)
        let id = composer.identifiers.next("msg")
        identifiers = composer.identifiers
        let message = message(id: id, request, composer.blocks, step)
        return StubReply(message: message, step: step, fault: fault, streams: request.streams)
    }

    private static func fill(_ composer: inout AnswerComposer, _ step: AnswerPlan.Step, _ conversation: Conversation) {
        if conversation.wantsSummary {
            composer.compose(text: ConversationSummary.answer(for: conversation))
        } else if let notice = conversation.notice {
            composer.compose(text: MemoryAnswer.text(forNotice: notice))
        } else {
            composer.compose(step)
        }
    }

    private func message(id: String, _ request: StubRequest, _ blocks: [ContentBlock], _ step: AnswerPlan.Step) -> StubMessage {
        let usage = StubUsage(inputTokens: request.inputTokens, blocks: blocks, override: step.usage)
        let stop = step.stop ?? (blocks.contains(where: \.isToolUse) ? "tool_use" : "end_turn")
        return StubMessage(id: id, model: request.model, blocks: blocks, stopReason: stop, usage: usage)
    }

    /// The CLI's own words and orders are not a person's turn: nothing of the plan holds for them.
    private func step(for request: StubRequest, _ conversation: Conversation) throws(APIFailure) -> AnswerPlan.Step {
        guard conversation.notice == nil, !conversation.wantsSummary else { return AnswerPlan.Step() }
        var plan = AnswerPlan()
        for prompt in conversation.prompts {
            try add(prompt, to: &plan, request)
        }
        return plan.step(after: conversation.toolSteps)
    }

    private func add(_ prompt: Conversation.Prompt, to plan: inout AnswerPlan, _ request: StubRequest) throws(APIFailure) {
        do throws(ModelStubError) {
            let directives = try directives(for: prompt)
            plan.add(directives)
            guard !directives.contains(where: \.isContent) else { return }
            plan.add(request.isSearch ? .directive(.search(SearchRequest.query(in: prompt.text))) : .memory(prompt))
        } catch {
            throw .invalid(error.message)
        }
    }

    /// A prompt's own directives come before the script's.
    private func directives(for prompt: Conversation.Prompt) throws(ModelStubError) -> [Directive] {
        let own = try DirectiveReader.directives(in: DirectiveScanner(prompt.text))
        return own.isEmpty ? script.directives(for: prompt) : own
    }

    private mutating func fault(in step: AnswerPlan.Step, _ request: StubRequest, _ conversation: Conversation) -> Fault.Kind? {
        let place = "\(request.sessionID)\n\(conversation.count)\n\(conversation.toolSteps)"
        for (index, fault) in step.faults.enumerated() where counters.take(fault, key: "\(place)\n\(index)\n\(fault.source)") {
            return fault.kind
        }
        return nil
    }
}

/// The words of the CLI's own WebSearch request.
enum SearchRequest {
    private static let opening = "Perform a web search for the query: "

    static func query(in prompt: String) -> String {
        prompt.hasPrefix(opening) ? String(prompt.dropFirst(opening.count)) : prompt
    }
}
