internal import ClaudeAgent
internal import Domain
internal import EventLoop
internal import JSON
internal import Telemetry

/// Runs one prompt of one session in a process of its own and hands every message on.
struct TurnDriver: Sendable {
    let plan: AgentPlan
    let runtime: AgentRuntime
    let limits: TurnLimits
    let files: SessionFiles

    /// What came of the turn.
    enum Outcome: Sendable {
        case finished
        case failed(any Error)
    }

    /// Runs the turn and calls `onMessage` for each frame, in order. Returns once the turn is over; the process is gone by then.
    ///
    /// `onEnd` is called as soon as the turn is over, while the process still writes its last lines, for which it is left the
    /// time whatever `onEnd` does.
    /// - Throws: `CancellationError` when the task is cancelled, and what the callbacks throw.
    func run(
        _ prompt: String,
        session id: SessionID,
        trace: TraceContext?,
        log: Logger,
        onMessage: @Sendable (AgentMessage) async throws -> Void,
        onEnd: @Sendable (Outcome) async throws -> Void
    ) async throws {
        let taken = try await SessionOpening(files: files, loop: Self.loop).open(id)
        let opened = taken.session
        let result: Result<Void, any Error>
        do {
            var launch = try plan.launch(opened.start, in: opened.folders, runtime: runtime, trace: trace)
            launch.lock = taken.lock
            try await converse(launch, prompt, opened.record, log, onMessage, onEnd)
            result = .success(())
        } catch {
            result = .failure(error)
        }
        let files = files
        await BlockingExecutor.shared.perform { files.removeScratch(opened.folders) }
        try result.get()
    }

    private static var loop: EventLoop {
        guard let loop = EventLoop.current else { preconditionFailure("turns run on a loop") }
        return loop
    }

    private func converse(
        _ launch: AgentLaunch,
        _ prompt: String,
        _ record: SessionRecord,
        _ log: Logger,
        _ onMessage: @Sendable (AgentMessage) async throws -> Void,
        _ onEnd: @Sendable (Outcome) async throws -> Void
    ) async throws {
        let ending = try await AgentSession.run(launch, on: Self.loop) { session -> Result<Void, any Error> in
            let outcome = try await ask(prompt, session, record, log, onMessage)
            // The turn is over and will be remembered: from here on the process ends in its own time.
            do { return .success(try await onEnd(outcome)) } catch { return .failure(error) }
        }
        try ending.get()
    }

    private func ask(
        _ prompt: String,
        _ session: AgentSession,
        _ record: SessionRecord,
        _ log: Logger,
        _ onMessage: @Sendable (AgentMessage) async throws -> Void
    ) async throws -> Outcome {
        var question = UserPrompt(prompt)
        // A stranger's text is text: no slash commands, no file references.
        question.isVerbatim = true
        let uuid = try await session.send(question)
        session.endInput()
        var record = record
        var answer: ResultMessage?
        var credential = CredentialWatch()
        do {
            while let event = try await session.next() {
                try await follow(event, &record, log)
                answer = Self.answer(to: uuid, event) ?? answer
                try await onMessage(event.message)
                try credential.receive(event.message)
                if let turn = event.endedTurn, turn.prompts.contains(uuid) { return Self.outcome(turn.answers.last?.result) }
            }
        } catch let error where answer != nil && !(error is AgentError) && !(error is ServerError) {
            // The caller has left, but the answer is there: the process may write down the rest.
            return Self.outcome(answer)
        }
        guard let answer else { throw ServerError(.noResult, "the agent process ended before the turn was over; ask again") }
        return Self.outcome(answer)
    }

    /// The result that answers the prompt. One that names no prompt does too, unless the CLI began its turn by itself.
    private static func answer(to prompt: String, _ event: SessionEvent) -> ResultMessage? {
        for case .answered(let result, let prompts) in event.changes {
            if prompts.contains(prompt) || (prompts.isEmpty && result.originKind == nil) { return result }
        }
        return nil
    }

    private static func outcome(_ result: ResultMessage?) -> Outcome {
        guard let result else { return .failed(ServerError(.noResult, "the agent process ended the turn without a result; ask again")) }
        return result.failure.map { .failed($0) } ?? .finished
    }

    /// Stores the CLI's session id before anybody sees a frame that carries a new one.
    private func follow(_ event: SessionEvent, _ record: inout SessionRecord, _ log: Logger) async throws {
        for case .sessionChanged(from: _, to: let new, wasReset: _) in event.changes where new != record.claudeSessionID {
            guard SessionIdentifier.isValid(new) else {
                throw ServerError(.sessionFiles, "the agent process named a session id that is no UUID; check the version of claude")
            }
            record.claudeSessionID = new
            let (files, moved) = (files, record)
            try await BlockingExecutor.shared.run { try files.save(moved) }
            log.info("session id moved", [("claude.session.id", .string(new))])
        }
    }
}
