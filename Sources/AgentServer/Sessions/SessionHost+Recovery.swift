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

    /// The same where no turn is to go on: all of them are over.
    ///
    /// - Throws: `JournalError` when the journal cannot be read.
    func recoverEnding() async throws {
        try await recovering.value {
            for turn in try await log().sessionState.openTurns {
                // One that has not begun, or waited without a process, has lost nothing.
                let isLost = turn.isRunning && !turn.isParked
                let ending = isLost ? try await lostEnding(of: turn) : .interrupted(.requested, services.limits)
                await end(lost: turn.id, ending)
            }
        }
    }

    private func endOrRestore(_ log: SessionLog) async throws {
        let open = log.sessionState.openTurns
        var left: [TurnID: Left] = [:]
        // All of it is read before anything is done.
        for turn in open { left[turn.id] = try await read(turn) }
        for turn in open {
            switch left[turn.id] {
            case .open(let prompt, let answers): try await restore(turn, prompt, answers, log)
            case .lost(let ending): await end(lost: turn.id, ending)
            case nil: break
            }
        }
    }

    /// What an earlier server has left of a turn.
    private enum Left {
        /// It goes on: with the prompt, unless the agent has begun it by itself, and the answers to its calls.
        case open(AcceptedPrompt?, [String: CallAnswer])
        case lost(TurnEnding)
    }

    private func read(_ turn: SessionState.OpenTurn) async throws -> Left {
        guard !turn.isRunning || turn.isParked else { return .lost(try await lostEnding(of: turn)) }
        var answers: [String: CallAnswer] = [:]
        for (call, number) in turn.answers { answers[call] = try await answer(number) }
        guard let number = turn.prompt else { return .open(nil, answers) }
        guard let prompt = try await prompt(number) else { return .lost(try await lostEnding(of: turn)) }
        return .open(prompt, answers)
    }

    /// How a turn is over that ran in an earlier server: with what it has cost, as far as its events tell.
    private func lostEnding(of turn: SessionState.OpenTurn) async throws -> TurnEnding {
        var (spending, last) = (LostSpending(), (turn.prompt ?? 1) - 1)
        while case let page = try await services.journal.events(of: id, after: last, count: Self.page, byteLimit: Self.pageBytes),
            let end = page.last
        {
            for event in page where event.turn == turn.id { spending.apply(event) }
            last = end.number
        }
        var ending = TurnEnding.failed(.restarted, sessionCost: spending.sessionCost)
        (ending.metered, ending.usage) = (spending.cost, spending.usage)
        return ending
    }

    private static let page = 256
    private static let pageBytes = 1 << 20

    private func end(lost turn: TurnID, _ ending: TurnEnding) async {
        tell(ending, turn)
        await write(ending, of: turn)
    }

    private func restore(
        _ open: SessionState.OpenTurn,
        _ prompt: AcceptedPrompt?,
        _ answers: [String: CallAnswer],
        _ log: SessionLog
    ) async throws {
        let turn = open.id
        let request = TurnRequest(
            prompt: prompt,
            trace: nil,
            log: logger.with([("turn.id", .string(turn.text))]),
            time: turn.age(at: WallClock.microseconds).map { services.clock.now - $0 }
        )
        state.withLock { $0.requests[turn] = request }
        if open.isParked { return try await restoreParked(open, answers, log) }
        services.openTurns.restore()
        change { $0.restore(turn, prompt?.attendance ?? .unattended, now: services.clock.now) }
    }

    private func restoreParked(_ open: SessionState.OpenTurn, _ answers: [String: CallAnswer], _ log: SessionLog) async throws {
        let actions = state.withLock { state in
            state.turns.restoreParked(open.id, now: services.clock.now)
            state.answers = answers
            return state.calls.restore(open.calls, answered: state.answers.mapValues(\.verdict))
        }
        try await order.perform { try await carryOut(actions, open.id, log) }
    }

    private func answer(_ number: Int) async throws -> CallAnswer? {
        try await services.journal.events(of: id, after: number - 1, count: 1, byteLimit: 1).first.flatMap(CallAnswer.init)
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
            pages: services.pages,
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
