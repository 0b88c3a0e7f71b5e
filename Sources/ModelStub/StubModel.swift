import JSON

/// Decides what the offline model says to a request, up to what depends on earlier ones. Pure.
struct StubModel {
    let script: StubScript

    /// Reads a request and plans its answer.
    /// - Throws: The API failure for a directive that cannot be followed.
    func draft(for request: StubRequest) throws(APIFailure) -> StubDraft {
        let conversation = Conversation(request.messages)
        return StubDraft(request: request, conversation: conversation, step: try step(for: request, conversation))
    }

    /// The CLI's own words and orders are not a person's turn: nothing of the plan holds for them.
    private func step(for request: StubRequest, _ conversation: Conversation) throws(APIFailure) -> AnswerPlan.Step {
        guard conversation.notice == nil, !conversation.wantsSummary else { return ownStep(conversation) }
        var plan = AnswerPlan()
        for prompt in conversation.prompts {
            try add(prompt, to: &plan, request)
        }
        return plan.step(after: conversation.toolSteps)
    }

    /// A turn that refuses does so to its end; one that has kept a call for later makes it when a task is over.
    private func ownStep(_ conversation: Conversation) -> AnswerPlan.Step {
        var step = AnswerPlan.Step()
        guard let notice = conversation.notice else { return step }
        let orders = conversation.prompts.flatMap { (try? directives(for: $0)) ?? [] }
        if PromptRecognizer.isRefusalNotice(notice) {
            if orders.contains(.refuse) { step.stop = AnswerPlan.Step.refusal }
        } else if PromptRecognizer.isTaskNotice(notice), let call = Self.call(conversation.taskNotices, of: orders) {
            step.items = [.directive(call)]
        }
        return step
    }

    /// The call that was kept for the end of a task, the first one's first.
    private static func call(_ number: Int, of orders: [Directive]) -> Directive? {
        let kept = orders.filter { if case .later = $0 { true } else { false } }
        guard kept.indices.contains(number - 1), case .later(let name, let input) = kept[number - 1] else { return nil }
        return .tool(name: name, input: input)
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
}

/// The words of the CLI's own WebSearch request.
enum SearchRequest {
    private static let opening = "Perform a web search for the query: "

    static func query(in prompt: String) -> String {
        prompt.hasPrefix(opening) ? String(prompt.dropFirst(opening.count)) : prompt
    }
}
