internal import ClaudeAgent
internal import Domain
internal import EventLoop
internal import JSON
internal import Journal
internal import Synchronization
internal import Telemetry

/// What a conversation has been left with when a process resumes it: a call that was put off.
extension SessionHost {
    /// Gives a parked turn, whose calls have been answered, to a process that resumes its conversation.
    func takeUp(_ turn: TurnID) async {
        do {
            let log = try await log()
            guard let request = state.withLock({ $0.requests[turn] }) else { throw ServerError.lostPrompt }
            let known = log.sessionState
            let terms = try await services.directory.terms(of: id)
            state.withLock { $0.budget = terms.budget }
            let grant = try await acquire(turn, request, terms, known)
            guard try take(grant.agent, for: turn) else { throw ServerError.noResult }
            if terms.workspace != nil { state.withLock { $0.workspace = Workspace(grant.agent.place) } }
            try await handBack(turn, request, to: grant, known, log)
        } catch {
            await end(turn, because: .failed, error)
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
            guard state.withLock({ $0.isWanted(turn) }) else { throw CancellationError() }
            let tellsPieces = grant.agent.plan.supply.tellsPieces
            state.withLock { state in
                state.current = CurrentTurn(continuing: turn, sessionCost: known.cost, tellsPieces: tellsPieces)
                state.calls.canPostpone = services.mayPostpone(grant.agent)
            }
            // Before the agent hears the answer: what has begun a second time is never begun a third.
            _ = try await log.append([.continued(turn, grant.start)], durability: .flushed)
            services.reach(.continued)
            request.log.info("turn goes on")
            try await carryOut(state.withLock { $0.calls.resumed() }, turn, log)
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
        try await wait(for: grant.agent, until: deadline) { $0.hasAskedAside }
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
