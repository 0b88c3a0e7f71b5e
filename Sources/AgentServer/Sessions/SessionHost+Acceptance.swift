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
    ///   - log: Tells of the turn, with the ids of the request that it came by.
    /// - Returns: The turn, the number of the event that says that it was accepted, and the prompt's name. It has one follower, who calls
    ///   `leave`, unless it is of /v1: nobody has to follow that.
    /// - Throws: `SessionTurns.Refusal`, `ServerError` when there is no room for one more session, `JournalError`.
    func accept(
        _ content: PromptContent,
        _ policy: BusyPolicy,
        trace: TraceContext? = nil,
        log logger: Logger
    ) async throws -> (turn: TurnID, number: Int, uuid: String) {
        let log = try await log()
        try await recover()
        try await writeEndings(log)
        let turn = services.newTurn()
        let prompt = AcceptedPrompt(uuid: SessionIdentifier.random(), content: content)
        let request = request(prompt, turn, trace: trace, logger)
        try takePlace(of: turn, policy, prompt.attendance, log)
        do {
            let number = try await record(prompt, turn, log)
            stored(turn, request)
            return (turn, number, prompt.uuid)
        } catch {
            state.withLock { $0.storing[turn] = nil }
            giveBackPlace(log)
            over(turn)
            throw error
        }
    }

    func request(_ prompt: AcceptedPrompt, _ turn: TurnID, trace: TraceContext?, _ logger: Logger) -> TurnRequest {
        TurnRequest(prompt: prompt, trace: trace, log: logger.with([("turn.id", .string(turn.text))]), time: services.clock.now)
    }

    /// A prompt may come, and has a place among the turns.
    func takePlace(of turn: TurnID, _ policy: BusyPolicy, _ attendance: SessionTurns.Attendance, _ log: SessionLog) throws {
        try checkRoom(log)
        try services.openTurns.take()
        do { try takeIn(turn, policy, attendance, log) } catch {
            services.openTurns.giveBack()
            throw error
        }
    }

    /// The prompt is safe: its turn may run.
    func stored(_ turn: TurnID, _ request: TurnRequest) {
        request.log.info("turn accepted")
        state.withLock { $0.requests[turn] = request }
        change { $0.recorded(turn) }
        if let why = state.withLock({ $0.storing.removeValue(forKey: turn) }) ?? nil { drop(turn, why) }
    }

    private func takeIn(_ turn: TurnID, _ policy: BusyPolicy, _ attendance: SessionTurns.Attendance, _ log: SessionLog) throws {
        let refusal = state.withLock { state -> (any Error)? in
            if let obstacle = state.obstacle(log.sessionState, id) { return obstacle }
            if let limit = services.sessionLimits.turns, count(log.sessionState, state.storing) >= limit {
                return ServerError.sessionTurnsSpent(limit)
            }
            do { try state.turns.accept(turn, policy, attendance) } catch { return error }
            state.storing[turn] = .some(nil)
            return nil
        }
        if let refusal { throw refusal }
    }

    /// Turns that the session has had, has, and is about to have.
    private func count(_ known: SessionState, _ storing: [TurnID: Interruption?]) -> Int {
        let stored = Set(known.openTurns.map(\.id))
        return known.endedTurns + stored.count + storing.keys.count { !stored.contains($0) }
    }

    /// What a prompt is refused for before anything is done.
    private func checkRoom(_ log: SessionLog) throws {
        if log.next == 1, services.memory.level >= .shedNewSessions { throw ServerError.memoryShort }
        try checkBudget(log.sessionState)
        try checkTime(log)
    }

    /// How long the session may last. Also asked again when a turn that has waited begins.
    func checkTime(_ log: SessionLog) throws {
        guard let limit = services.sessionLimits.time, let created = log.created else { return }
        guard Duration.microseconds(WallClock.microseconds - created) > limit else { return }
        throw ServerError.sessionTimeSpent(limit)
    }

    /// Also asked again when a turn that has waited begins.
    ///
    /// - Parameter own: The session's own budget, if it has one.
    func checkBudget(_ known: SessionState, _ own: USD? = nil) throws {
        guard let limit = [services.sessionLimits.cost, own].compactMap({ $0 }).min(), known.cost >= limit else { return }
        services.metrics.budgetDenials.series(ServerMetrics.BudgetScope.session.rawValue).add()
        throw ServerError.sessionBudgetSpent(limit)
    }

    private func record(_ prompt: AcceptedPrompt, _ turn: TurnID, _ log: SessionLog) async throws -> Int {
        try takePlace(log)
        services.reach(.accept)
        let events = try await log.append([.accepted(prompt, turn: turn)], durability: .flushed)
        return events[0].number
    }

    /// Stores what is no prompt of a turn.
    ///
    /// - Throws: `ServerError` when the session would begin with it and there is no room for one more, `JournalError`.
    func write(_ draft: JournalDraft, _ log: SessionLog) async throws {
        try takePlace(log)
        do { _ = try await log.append([draft], durability: .flushed) } catch {
            giveBackPlace(log)
            throw error
        }
    }

    /// A session is counted once, with its first event; one whose first event could not be written has its place still.
    func takePlace(_ log: SessionLog) throws {
        try state.withLock { state in
            guard (log.next == 1), !state.isCounted else { return }
            guard services.count.take() else { throw ServerError.tooManySessions(services.count.limit) }
            state.isCounted = true
        }
    }

    /// A session that has no event after all has no place either.
    func giveBackPlace(_ log: SessionLog) {
        let isHeld = state.withLock { state in
            guard log.next == 1, state.isCounted, state.storing.isEmpty else { return false }
            state.isCounted = false
            return true
        }
        if isHeld { services.count.giveBack() }
    }
}
