internal import ClaudeAgent
internal import Domain
internal import EventLoop
internal import JSON
internal import Journal
internal import Synchronization
internal import Telemetry

/// How a session goes on after a restart.
extension SessionHost {
    /// Goes on after a restart: the turn that ran is over, those that waited run.
    func recover() async throws {
        let log = try await log()
        for open in log.sessionState.openTurns {
            guard !open.isRunning, let number = open.prompt, let prompt = try? await prompt(number) else {
                tell(.failed(.restarted), open.id)
                await write(.failed(.restarted), of: open.id)
                continue
            }
            let request = TurnRequest(
                prompt: prompt,
                trace: nil,
                log: logger.with([("turn.id", .string(open.id.text))]),
                time: services.clock.now
            )
            state.withLock { $0.requests[open.id] = request }
            services.openTurns.restore()
            change { $0.restore(open.id, now: services.clock.now) }
        }
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
