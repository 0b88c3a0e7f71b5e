internal import ClaudeAgent
internal import Domain
internal import EventLoop
internal import JSON
internal import Journal
internal import Synchronization
internal import Telemetry

/// How a prompt comes in.
extension SessionHost {
    /// Takes in a prompt. When this returns it is safe: it reaches exactly one terminal event.
    ///
    /// - Parameters:
    ///   - policy: What to do when the session has a turn already.
    ///   - attendance: Whether the caller follows the turn. One that is unattended has no follower, and is never abandoned.
    ///   - log: Tells of the turn, with the ids of the request that it came by.
    /// - Returns: The turn, and the number of the event that says that it was accepted. It has one follower, who calls `leave`.
    /// - Throws: `SessionTurns.Refusal`, `ServerError` when there is no room for one more session, `JournalError`.
    func accept(
        _ text: String,
        _ policy: BusyPolicy,
        _ attendance: SessionTurns.Attendance = .followed,
        trace: TraceContext? = nil,
        log logger: Logger
    ) async throws -> (turn: TurnID, number: Int) {
        let log = try await log()
        try await recover()
        try await writeEndings(log)
        let turn = services.newTurn()
        let prompt = AcceptedPrompt(uuid: SessionIdentifier.random(), text: text, attendance)
        let request = TurnRequest(
            prompt: prompt,
            trace: trace,
            log: logger.with([("turn.id", .string(turn.text))]),
            time: services.clock.now
        )
        try checkRoom(log)
        try services.openTurns.take()
        do {
            perform(
                try decide { state throws(SessionTurns.Refusal) in
                    let actions = try state.turns.accept(turn, policy, attendance)
                    state.storing[turn] = .some(nil)
                    return actions
                }
            )
        } catch {
            services.openTurns.giveBack()
            throw error
        }
        do {
            let number = try await record(request, turn, log)
            change { $0.recorded(turn) }
            if let why = state.withLock({ $0.storing.removeValue(forKey: turn) }) ?? nil { drop(turn, why) }
            return (turn, number)
        } catch {
            state.withLock { $0.storing[turn] = nil }
            giveBackPlace(log)
            over(turn)
            throw error
        }
    }

    /// What a prompt is refused for before anything is done.
    private func checkRoom(_ log: SessionLog) throws {
        if log.next == 1, services.memory.level >= .shedNewSessions { throw ServerError.memoryShort }
        let known = log.sessionState
        try checkBudget(known)
        let limits = services.sessionLimits
        if let turns = limits.turns, known.endedTurns + known.openTurns.count >= turns { throw ServerError.sessionTurnsSpent(turns) }
        if let time = limits.time, let created = log.created, Duration.microseconds(WallClock.microseconds - created) > time {
            throw ServerError.sessionTimeSpent(time)
        }
    }

    /// Also asked again when a turn that has waited begins.
    func checkBudget(_ known: SessionState) throws {
        guard let limit = services.sessionLimits.cost, known.cost >= limit else { return }
        services.metrics.budgetDenials.series(ServerMetrics.BudgetScope.session.rawValue).add()
        throw ServerError.sessionBudgetSpent(limit)
    }

    private func record(_ request: TurnRequest, _ turn: TurnID, _ log: SessionLog) async throws -> Int {
        try takePlace(log)
        services.reach(.accept)
        let events = try await log.append([.accepted(request.prompt, turn: turn)], durability: .flushed)
        request.log.info("turn accepted")
        state.withLock { $0.requests[turn] = request }
        return events[0].number
    }

    /// A session is counted once, with its first prompt; one whose first prompt could not be written has its place still.
    private func takePlace(_ log: SessionLog) throws {
        try state.withLock { state in
            guard (log.next == 1), !state.isCounted else { return }
            guard services.count.take() else { throw ServerError.tooManySessions(services.count.limit) }
            state.isCounted = true
        }
    }

    /// A session that has no event after all has no place either.
    private func giveBackPlace(_ log: SessionLog) {
        let isHeld = state.withLock { state in
            guard log.next == 1, state.isCounted, state.storing.isEmpty else { return false }
            state.isCounted = false
            return true
        }
        if isHeld { services.count.giveBack() }
    }
}
