internal import ClaudeAgent
internal import Domain
internal import EventLoop
internal import JSON
internal import Journal
internal import Synchronization
internal import Telemetry

/// How a session goes on after a restart.
extension SessionHost {
    /// Goes on after a restart, once: the turns that ran are over, those that waited run. Whoever wants to give the session a prompt comes
    /// after that.
    ///
    /// - Throws: `JournalError` when the journal cannot be read; then nothing has been done, and the next caller tries again.
    func recover() async throws { try await recovering.value { try await endOrRestore(try await log()) } }

    private func endOrRestore(_ log: SessionLog) async throws {
        let open = log.sessionState.openTurns
        var prompts: [TurnID: AcceptedPrompt] = [:]
        for turn in open where !turn.isRunning {
            if let number = turn.prompt { prompts[turn.id] = try await prompt(number) }
        }
        for turn in open {
            if let prompt = prompts[turn.id] { restore(turn.id, prompt) } else { await endLost(turn.id) }
        }
    }

    private func endLost(_ turn: TurnID) async {
        tell(.failed(.restarted), turn)
        await write(.failed(.restarted), of: turn)
    }

    private func restore(_ turn: TurnID, _ prompt: AcceptedPrompt) {
        let request = TurnRequest(
            prompt: prompt,
            trace: nil,
            log: logger.with([("turn.id", .string(turn.text))]),
            time: turn.age(at: WallClock.microseconds).map { services.clock.now - $0 }
        )
        state.withLock { $0.requests[turn] = request }
        services.openTurns.restore()
        change { $0.restore(turn, now: services.clock.now) }
    }

    private func prompt(_ number: Int) async throws -> AcceptedPrompt? {
        try await services.journal.events(of: id, after: number - 1, count: 1, byteLimit: 1).first.flatMap(AcceptedPrompt.init)
    }

    func open() async throws -> SessionLog {
        let head = try await services.journal.head(of: id)
        let log = SessionLog(
            journal: services.journal,
            session: id,
            fence: services.fence,
            head: head,
            fold: SessionState.fold,
            now: { WallClock.microseconds }
        )
        if let head, SessionState(head.snapshot) == nil { throw ServerError.damagedSession(id) }
        if head == nil, let binding = try await adopted() { _ = try await log.append([.bound(binding)], durability: .flushed) }
        return log
    }

    private func adopted() async throws -> SessionBinding? {
        let (files, id) = (services.files, id)
        return try await BlockingExecutor.shared.run { try files.adopt(id) }
    }
}
