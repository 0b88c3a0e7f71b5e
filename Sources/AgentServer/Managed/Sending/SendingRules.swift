internal import Domain
internal import HTTP
internal import JSON
internal import ManagedAgents

/// Whether events may be sent to a session as it is, all of them or none; and by which of the model's calls they answer. Pure.
struct SendingRules: Sendable {
    /// An event whose calls have been found.
    enum Step: Sendable, Hashable {
        case message(PromptContent)
        case interrupt
        case answer(CallAnswer)
    }

    let projection: SessionProjection
    /// Turns that may wait.
    let queueDepth: Int

    /// What to do for each event, in order.
    ///
    /// - Throws: `ManagedError` 400, and 429 for more messages than may wait.
    func steps(_ events: [ClientEvent]) throws(ManagedError) -> [Step] {
        guard projection.status != .terminated else { throw .invalid("the session is terminated and takes no events") }
        let messages = events.count { if case .message = $0 { true } else { false } }
        guard messages == 0 || projection.turns.count + messages <= queueDepth + 1 else { throw Self.tooMany(queueDepth) }
        var steps: [Step] = []
        var answered: Set<String> = []
        for event in events {
            let step = try step(event)
            if case .answer(let answer) = step, !answered.insert(answer.toolUseID).inserted {
                throw .invalid("one call is answered twice")
            }
            steps.append(step)
        }
        return steps
    }

    private static func tooMany(_ depth: Int) -> ManagedError {
        var error = ManagedError(.tooManyRequests, "rate_limit_error", "at most \(depth) messages of a session may wait; send them later")
        error.retryAfter = 5
        return error
    }

    private func step(_ event: ClientEvent) throws(ManagedError) -> Step {
        switch event {
        case .message(let content):
            guard !isBudgetSpent else { throw .invalid("the session's budget is spent; raise it to go on") }
            return .message(content)
        case .interrupt(let thread):
            if projection.children.contains(where: { $0.id == thread }) {
                throw .invalid(
                    field: "session_thread_id",
                    "is a subagent's, which ends with its turn alone; leave it out to interrupt that"
                )
            }
            guard thread == nil || thread == projection.ids.primaryThread else {
                throw .invalid(field: "session_thread_id", "is no thread of this session")
            }
            return .interrupt
        case .confirmation(let id, let allows, let message):
            let call = try call(id) { if case .custom = $0 { false } else { true } }
            guard call.asks else { throw .invalid("the call \(id.prefix(80)) needs no confirmation") }
            return .answer(CallAnswer(toolUseID: call.id, reply: .confirmation(allows: allows, message: message)))
        case .customResult(let id, let content, let isError):
            let call = try call(id) { if case .custom = $0 { true } else { false } }
            return .answer(CallAnswer(toolUseID: call.id, reply: .result(content: content, isError: isError)))
        }
    }

    private func call(_ id: String, _ fits: (ManagedTools.Tool) -> Bool) throws(ManagedError) -> SessionProjection.Call {
        let call = projection.calls.first { projection.ids.call($0.id) == id && !$0.isAnswered && fits($0.tool) }
        guard let call else { throw .invalid("\(id.prefix(80)) is no open call of this kind; it may have been answered already") }
        return call
    }

    private var isBudgetSpent: Bool {
        projection.budget.flatMap(SessionBudget.init(stored:)).map { projection.usage.cost * 100 >= Double($0.cents) } ?? false
    }
}
