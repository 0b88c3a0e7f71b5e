internal import ClaudeAgent
internal import Domain
internal import EventLoop
internal import JSON
internal import Journal
internal import Synchronization
internal import Telemetry

/// What a conversation has been left with when a process resumes it: a call that was put off.
extension SessionHost {
    /// Gives a parked turn, whose calls have been answered, to a process that resumes its conversation. What keeps it from one for now
    /// leaves it as it is, to be tried again.
    func takeUp(_ turn: TurnID) async {
        do {
            let log = try await log()
            guard let request = state.withLock({ $0.requests[turn] }) else { throw ServerError.lostPrompt }
            let known = log.sessionState
            let terms = try await services.directory.terms(of: id)
            let grant = try await acquire(turn, request, terms, known)
            guard try take(grant.agent, for: turn) else { throw ServerError.noResult }
            take(terms, with: grant.agent, for: turn)
            try await handBack(turn, request, to: grant, known, log)
        } catch {
            guard let stay = state.withLock({ $0.stayParked(turn, ResumptionFault(error), now: services.clock.now) }) else {
                return await end(turn, because: .failed, error)
            }
            keepParked(turn, stay, because: error)
        }
    }

    private func keepParked(_ turn: TurnID, _ stay: Stay, because error: any Error) {
        services.openTurns.giveBack()
        // At once: at the end of its input it would deny the call that it asks about.
        if let agent = stay.agent { services.processes.end(agent, .failed) }
        let pause = stay.pause.map { JSONValue.string("\($0)") } ?? "a restart"
        if stay.isWorthTelling {
            log(of: turn).warning(
                "a turn has its answers and no process yet; it waits and is tried again",
                [("after", pause), ("error", .string("\(error)"))]
            )
        }
        perform(stay.actions)
    }

    /// What holds for a turn whose workspace has been laid out before.
    func take(_ terms: SessionTerms, with agent: LiveAgent, for turn: TurnID) {
        state.withLock { state in
            guard state.isOpen(turn) else { return }
            state.budget = terms.budget
            if terms.workspace != nil { state.workspace = Workspace(agent.place) }
        }
    }

    private func handBack(
        _ turn: TurnID,
        _ request: TurnRequest,
        to grant: AgentProcesses.Grant,
        _ known: SessionState,
        _ log: SessionLog
    ) async throws {
        guard grant.start == .resume, grant.agent.goesOnByItself else { throw ServerError.lostCall }
        services.processes.allow(grant.agent, allowance(known, turn))
        try await order.perform {
            let tellsPieces = grant.agent.plan.supply.tellsPieces
            try state.withLock { state in
                guard state.isWanted(turn) else { throw CancellationError() }
                guard state.agent === grant.agent else { throw ServerError.noResult }
                state.current = CurrentTurn(continuing: turn, sessionCost: known.cost, tellsPieces: tellsPieces)
                state.calls.canPostpone = services.mayPostpone(grant.agent)
            }
            // Before the agent hears the answer: what has begun a second time is never begun a third.
            _ = try await log.append([.continued(turn, grant.start)], durability: .flushed)
            services.reach(.continued)
            request.log.info("turn goes on")
            let actions = state.withLock { state in
                state.tries = ResumptionTries()
                return state.calls.resumed()
            }
            try await carryOut(actions, turn, log)
        }
        if let why = state.withLock({ $0.turns.interruption }) { await cutOff(turn, why) }
    }

    /// How long a process may take to leave off what it has begun by itself.
    private static let clearTime = Duration.seconds(10)
    private static let clearPause = Duration.milliseconds(10)

    /// Has a process leave off the call that it asks about again: the turn that made it is over, and nobody has allowed it.
    func clear(_ grant: AgentProcesses.Grant) async throws {
        guard grant.start == .resume, grant.agent.goesOnByItself else { return }
        let deadline = services.clock.now + Self.clearTime
        // An interrupt that comes before the question is lost.
        try await wait(for: grant.agent, until: deadline) { !$0.questions.isEmpty }
        state.withLock { $0.isCleared = false }
        try await grant.agent.interrupt()
        try await wait(for: grant.agent, until: deadline) { $0.isCleared }
    }

    private func wait(for agent: LiveAgent, until deadline: Duration, _ isSo: (borrowing State) -> Bool) async throws {
        while !state.withLock({ isSo($0) }) {
            guard services.clock.now < deadline, !agent.hasGone else { throw ServerError.leftWork }
            try await services.clock.sleep(for: Self.clearPause)
        }
    }
}
