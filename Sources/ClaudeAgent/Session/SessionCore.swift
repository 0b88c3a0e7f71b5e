internal import JSON
internal import Synchronization

/// The state of one live session behind one lock: who waits for which answer, what is being served, what the turn is at.
///
/// Decisions come from the pure machines; frames are queued under the lock, so that they leave in the order of the decisions.
final class SessionCore: Sendable {
    private typealias Waiter = CheckedContinuation<JSONObject, any Error>

    private struct State {
        var control = ControlState()
        var turn = TurnState()
        var waiting: [String: Waiter] = [:]
        /// Answers that came before anybody waited for them. Whoever sends a request asks for its answer, so at most one for each.
        var early: [String: Result<JSONObject, AgentError>] = [:]
        var serving: [String: Withdrawal] = [:]
    }

    /// What is left to do once the lock is open.
    private struct Effects {
        var answers: [(Waiter, Result<JSONObject, AgentError>)] = []
        var requests: [ServedRequest] = []
        var withdrawals: [Withdrawal] = []
    }

    let mailbox: Mailbox<SessionEvent>
    let writer: LineWriter
    private let state = Mutex(State())

    /// - Parameter backlogLimit: Bytes of frames that may wait for the consumer.
    init(writer: LineWriter, backlogLimit: Int) {
        self.writer = writer
        mailbox = Mailbox(limit: backlogLimit) { $0.message.raw.count + 256 }
    }

    var sessionID: String? { state.withLock { $0.turn.sessionID } }

    var capabilities: CLICapabilities? {
        state.withLock { state in
            if case .ready(let capabilities) = state.control.phase { capabilities } else { nil }
        }
    }

    // MARK: - Host to CLI

    /// Queues a prompt under this uuid.
    func send(_ prompt: UserPrompt, uuid: String) throws(AgentError) {
        let closed: AgentError? = state.withLock { state in
            if let closed = state.control.closed { return closed }
            state.turn.send(prompt: uuid)
            writer.queue(OutboundFrame.line(prompt.frame))
            return nil
        }
        if let closed { throw closed }
    }

    /// A prompt did not reach the CLI: nothing will ever answer it.
    func forget(prompt uuid: String) { state.withLock { $0.turn.forget(prompt: uuid) } }

    /// Queues a request; its answer is got by `answer`, which must follow.
    func send(_ request: ControlRequest) throws(AgentError) -> String {
        let randomness = UInt32.random(in: 0...UInt32.max)
        let sent: Result<String, AgentError> = state.withLock { state in
            do throws(AgentError) {
                let (id, actions) = try state.control.send(request, randomness: randomness)
                _ = perform(actions, &state)
                return .success(id)
            } catch {
                return .failure(error)
            }
        }
        return try sent.get()
    }

    /// Waits for the answer to a request, at most until somebody abandons it.
    func answer(to id: String) async throws -> JSONObject {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let early = state.withLock { state in
                    if let early = state.early.removeValue(forKey: id) { return Optional(early) }
                    state.waiting[id] = continuation
                    return nil
                }
                if let early { continuation.resume(with: early) }
            }
        } onCancel: {
            abandon(id, AgentError(.cancelled, "the caller gave up waiting for an answer of claude"))
        }
    }

    /// Gives a request up: its waiter gets `error`, a late answer is ignored.
    func abandon(_ id: String, _ error: AgentError) { change { $0.control.abandon(id, error) } }

    /// Closes the input; nothing is taken from here on.
    func closeInput() {
        change { $0.control.closeInput() }
        writer.close()
    }

    // MARK: - CLI to host

    /// Takes in one frame. Gives the requests to serve and what the frame means for the turn.
    func receive(_ message: AgentMessage) -> (requests: [ServedRequest], changes: [TurnState.Action]) {
        let (effects, changes) = state.withLock { state in
            let changes = state.turn.receive(message)
            return (perform(state.control.receive(message.kind), &state), changes)
        }
        settle(effects)
        return (effects.requests, changes)
    }

    /// Hands over the answer to a request of the CLI; a withdrawn one is not answered.
    func answer(_ id: String, with answer: InboundAnswer) {
        change { state in
            state.serving[id] = nil
            return state.control.answer(id, with: answer)
        }
    }

    /// The process is gone: fails whatever waits with `gone`, and says what a consumer is told.
    func end(_ failure: AgentError?, gone: AgentError) {
        change { $0.control.end(gone) }
        mailbox.finish(failure.map { .failure($0) } ?? .success(()))
    }

    /// Why a process that ended this way has failed, or `nil` when it has not.
    func failure(onExit process: AgentError.ProcessFailure) -> AgentError? { state.withLock { $0.turn.failure(onExit: process) } }

    private func change(_ decide: (inout sending State) -> [ControlState.Action]) {
        settle(state.withLock { perform(decide(&$0), &$0) })
    }

    private func perform(_ actions: [ControlState.Action], _ state: inout State) -> Effects {
        var effects = Effects()
        for action in actions {
            switch action {
            case .write(let frame): writer.queue(OutboundFrame.line(frame))
            case .reply(let frame): writer.queue(OutboundFrame.line(frame), isAnswer: true)
            case .serve(let request):
                let withdrawal = Withdrawal()
                state.serving[request.requestID] = withdrawal
                effects.requests.append(ServedRequest(request: request, withdrawal: withdrawal))
            case .drop(let id):
                if let withdrawal = state.serving.removeValue(forKey: id) { effects.withdrawals.append(withdrawal) }
            case .complete(let id, let result):
                if let waiter = state.waiting.removeValue(forKey: id) {
                    effects.answers.append((waiter, result))
                } else {
                    state.early[id] = result
                }
            }
        }
        return effects
    }

    private func settle(_ effects: Effects) {
        for (waiter, result) in effects.answers { waiter.resume(with: result) }
        for withdrawal in effects.withdrawals { withdrawal.withdraw() }
    }
}
