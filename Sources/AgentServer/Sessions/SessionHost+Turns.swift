internal import ClaudeAgent
internal import Domain
internal import EventLoop
internal import JSON
internal import Journal
internal import Synchronization
internal import Telemetry

/// One turn from its process to its terminal event.
extension SessionHost {
    /// Gives a turn to a process.
    func begin(_ turn: TurnID) async {
        do {
            let log = try await log()
            try await writeEndings(log)
            guard let request = state.withLock({ $0.requests[turn] }) else { throw ServerError.lostPrompt }
            if try await give(turn, request, log) { return }
            // It went while it waited for this turn, which has not reached it.
            if try await give(turn, request, log) { return }
            throw ServerError.noResult
        } catch {
            await end(turn, because: .failed, error)
        }
    }

    /// Gives a turn to the next process that is free for it; false when that has gone before it took the prompt.
    private func give(_ turn: TurnID, _ request: TurnRequest, _ log: SessionLog) async throws -> Bool {
        let known = log.sessionState
        let terms = try await services.directory.terms(of: id)
        try checkBudget(known, terms.budget)
        try checkTime(log)
        let grant = try await acquire(turn, request, terms, known)
        guard try take(grant.agent, for: turn) else { return false }
        do {
            try await clear(grant)
            try await hand(turn, request, to: grant, terms, known, log)
            return true
        } catch let error as AgentError where grant.start == .live && error.isOfALostProcess {
            state.withLock { state in
                if state.current?.id == turn { state.current = nil }
                if state.agent === grant.agent { state.agent = nil }
            }
            services.processes.end(grant.agent, .failed)
            return false
        }
    }

    func acquire(
        _ turn: TurnID,
        _ request: TurnRequest,
        _ terms: SessionTerms,
        _ known: SessionState
    ) async throws -> AgentProcesses.Grant {
        let wish = AgentProcesses.Wish(
            turn: turn,
            plan: terms.plan,
            binding: known.binding,
            cost: known.cost,
            trace: request.trace,
            owner: self,
            isWanted: { self.state.withLock { $0.isWanted(turn) } }
        )
        let asked = services.clock.now
        let grant = try await services.processes.acquire(id, wish)
        services.metrics.started(grant.start, after: services.clock.now - asked)
        return grant
    }

    /// False for one that has gone already: it has told so, to nobody.
    ///
    /// - Throws: `CancellationError` when the turn is over; the process is free then.
    func take(_ agent: LiveAgent, for turn: TurnID) throws -> Bool {
        let (isTaken, isOpen) = state.withLock { state in
            guard state.isOpen(turn), !agent.hasGone else { return (false, state.isOpen(turn)) }
            if state.agent !== agent { state.tasks = BackgroundTasks() }
            state.agent = agent
            state.isCleared = false
            return (true, true)
        }
        guard isOpen else {
            services.processes.release(agent)
            throw CancellationError()
        }
        return isTaken
    }

    private func hand(
        _ turn: TurnID,
        _ request: TurnRequest,
        to grant: AgentProcesses.Grant,
        _ terms: SessionTerms,
        _ known: SessionState,
        _ log: SessionLog
    ) async throws {
        let isNew = known.binding == nil
        try await order.perform { try await store(turn, request, grant, isNew: isNew, log) }
        if isNew {
            services.reach(.bound)
            await keepFolder(grant.agent.place.binding)
        }
        services.reach(.started)
        request.log.info("turn started", [("start", .string(grant.start.rawValue))])
        try await start(turn, request, on: grant.agent, terms, log)
        // One that came before the prompt has had nothing to interrupt.
        if let why = state.withLock({ $0.turns.interruption }) { await cutOff(turn, why) }
    }

    /// Stores that the turn has begun, before anything of it can be.
    // Inlined into `hand`, this and `start` make the optimiser of Swift 6.3.1 crash.
    @inline(never)
    private func store(
        _ turn: TurnID,
        _ request: TurnRequest,
        _ grant: AgentProcesses.Grant,
        isNew: Bool,
        _ log: SessionLog
    ) async throws {
        let asked = state.withLock { state -> [HeldCall]? in
            guard state.isWanted(turn) else { return nil }
            state.current = CurrentTurn(turn, prompt: request.prompt?.uuid, tellsPieces: grant.agent.plan.supply.tellsPieces)
            defer { state.forgetCalls(canPostpone: services.mayPostpone(grant.agent)) }
            return state.strays
        }
        guard let asked else { throw CancellationError() }
        _ = try await log.append((isNew ? [.bound(grant.agent.place.binding)] : []) + [.started(turn, grant.start)])
        // The agent had begun a turn by itself, which this one came before.
        for call in asked { held.answer(call.toolUseID, .deny("Somebody has said something meanwhile; hear that first.")) }
    }

    @inline(never)
    private func start(
        _ turn: TurnID,
        _ request: TurnRequest,
        on agent: LiveAgent,
        _ terms: SessionTerms,
        _ log: SessionLog
    ) async throws {
        guard let prompt = request.prompt else { throw ServerError.lostPrompt }
        change { turns in
            turns.began(turn, now: services.clock.now)
            return []
        }
        state.withLock { $0.budget = terms.budget }
        if let contents = terms.workspace { try await layOut(contents, for: turn, Workspace(agent.place)) }
        services.processes.allow(agent, allowance(log.sessionState, turn))
        try await agent.send(prompt)
    }

    /// What a turn may cost from here on: what is left of its own budget, and no more than is left of the session's.
    func allowance(_ known: SessionState, _ turn: TurnID) -> USD {
        let before = known.openTurns.first { $0.id == turn && $0.isRunning }?.costBefore ?? known.cost
        let left = max(0, services.turnCost.microdollars - (known.cost.microdollars - before.microdollars))
        let limits = [services.sessionLimits.cost, state.withLock { $0.budget }].compactMap { $0 }
        guard let limit = limits.min() else { return USD(microdollars: left) }
        return USD(microdollars: min(left, max(0, limit.microdollars - known.cost.microdollars)))
    }

    private func keepFolder(_ binding: SessionBinding) async {
        let (files, id) = (services.files, id)
        await BlockingExecutor.shared.perform { files.keep(binding, for: id) }
    }
}

extension AgentError {
    /// Whether it says no more than that the process is not there any longer.
    fileprivate var isOfALostProcess: Bool { [.inputClosed, .cliConnection, .cancelled, .processExited].contains(code) }
}
