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
        case failed(String)
    }

    /// Runs the turn and calls `onMessage` for each frame, in order. Returns once the turn is over; the process is gone by then.
    ///
    /// `onEnd` is called as soon as the turn is over, while the process still writes its last lines.
    /// - Throws: `CancellationError` when the task is cancelled, and what the callbacks throw.
    func run(
        _ prompt: String,
        session id: SessionID,
        trace: TraceContext?,
        log: Logger,
        onMessage: @Sendable (AgentMessage) async throws -> Void,
        onEnd: @Sendable (Outcome) async throws -> Void
    ) async throws {
        let files = files
        let opened = try await BlockingExecutor.shared.run { try files.open(id) }
        let launch = try plan.launch(opened.start, in: opened.folders, runtime: runtime, trace: trace)
        let result: Result<Void, any Error>
        do {
            try await converse(launch, prompt, opened.record, log, onMessage, onEnd)
            result = .success(())
        } catch {
            result = .failure(error)
        }
        await BlockingExecutor.shared.perform { files.removeScratch(opened.folders) }
        try result.get()
    }

    private func converse(
        _ launch: AgentLaunch,
        _ prompt: String,
        _ record: SessionRecord,
        _ log: Logger,
        _ onMessage: @Sendable (AgentMessage) async throws -> Void,
        _ onEnd: @Sendable (Outcome) async throws -> Void
    ) async throws {
        guard let loop = EventLoop.current else { preconditionFailure("turns run on a loop") }
        try await AgentSession.run(launch, on: loop) { session in
            var question = UserPrompt(prompt)
            // A stranger's text is text: no slash commands, no file references.
            question.isVerbatim = true
            let uuid = try await session.send(question)
            session.endInput()
            var record = record
            while let event = try await session.next() {
                try await follow(event, &record, log)
                try await onMessage(event.message)
                guard let turn = event.endedTurn, turn.prompts.contains(uuid) else { continue }
                return try await onEnd(outcome(turn))
            }
            throw ServerError(.noResult, "the agent process ended before the turn was over; ask again")
        }
    }

    private func outcome(_ turn: TurnOutcome) -> Outcome {
        guard !turn.answers.isEmpty else { return .failed("the agent process ended the turn without a result; ask again") }
        return turn.failure.map { .failed($0.message) } ?? .finished
    }

    /// Stores the CLI's session id before anybody sees a frame that carries a new one.
    private func follow(_ event: SessionEvent, _ record: inout SessionRecord, _ log: Logger) async throws {
        for case .sessionChanged(from: _, to: let new, wasReset: _) in event.changes where new != record.claudeSessionID {
            record.claudeSessionID = new
            let (files, moved) = (files, record)
            try await BlockingExecutor.shared.run { try files.save(moved) }
            log.info("session id moved", [("claude.session.id", .string(new))])
        }
    }
}
