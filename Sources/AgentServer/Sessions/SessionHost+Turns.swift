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
        guard try take(grant.agent, for: turn) else { return false }
        do {
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

    /// False for one that has gone already: it has told so, to nobody.
    ///
    /// - Throws: `CancellationError` when the turn is over; the process is free then.
    private func take(_ agent: LiveAgent, for turn: TurnID) throws -> Bool {
        let (isTaken, isOpen) = state.withLock { state in
            guard state.isOpen(turn), !agent.hasGone else { return (false, state.isOpen(turn)) }
            state.agent = agent
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
        let binding = grant.agent.place.binding
        let isNew = known.binding == nil
        try await order.perform {
            let isBegun = state.withLock { state in
                guard state.isWanted(turn) else { return false }
                state.current = CurrentTurn(turn, prompt: request.prompt.uuid, tellsPieces: grant.agent.plan.supply.tellsPieces)
                return true
            }
            guard isBegun else { throw CancellationError() }
            _ = try await log.append((isNew ? [.bound(binding)] : []) + [.started(turn, grant.start)])
        }
        if isNew {
            services.reach(.bound)
            await keepFolder(binding)
        }
        services.reach(.started)
        request.log.info("turn started", [("start", .string(grant.start.rawValue))])
        change { turns in
            turns.began(turn, now: services.clock.now)
            return []
        }
        state.withLock { $0.budget = terms.budget }
        if let contents = terms.workspace { try await layOut(contents, for: turn, Workspace(grant.agent.place)) }
        services.processes.allow(grant.agent, allowance(known.cost))
        try await grant.agent.send(request.prompt)
        // One that came before the prompt has had nothing to interrupt.
        if let why = state.withLock({ $0.turns.interruption }) { await cutOff(turn, why) }
    }

    /// What a turn may cost: no more than is left of the session's budget.
    private func allowance(_ spent: USD) -> USD {
        let limits = [services.sessionLimits.cost, state.withLock { $0.budget }].compactMap { $0 }
        guard let limit = limits.min() else { return services.turnCost }
        return min(services.turnCost, USD(microdollars: max(0, limit.microdollars - spent.microdollars)))
    }

    private func keepFolder(_ binding: SessionBinding) async {
        let (files, id) = (services.files, id)
        await BlockingExecutor.shared.perform { files.keep(binding, for: id) }
    }

    func receive(_ event: SessionEvent, from agent: LiveAgent) async {
        do {
            let log = try await log()
            guard let step = try await order.perform({ try await take(event, from: agent, log) }) else { return }
            if let failure = step.failure { return await end(step.turn, because: step.isSpent ? .failed : nil, failure) }
            if let ending = step.ending { return await end(step.turn, ending) }
            if let fault = step.fault { return await end(step.turn, because: .failed, fault) }
        } catch {
            guard let turn = state.withLock({ $0.current?.id }) else { return }
            await end(turn, because: .failed, error)
        }
    }

    /// Stores what a frame means, and the frame. One from a process that is not the session's any longer means nothing.
    private func take(_ event: SessionEvent, from agent: LiveAgent, _ log: SessionLog) async throws -> CurrentTurn.Step? {
        guard state.withLock({ $0.agent === agent }) else { return nil }
        try await follow(event, log)
        try await beginByItself(event, agent, log)
        guard let step = state.withLock({ $0.current?.receive(event) }) else { return nil }
        report(event, step.turn)
        noteFirst(step)
        if !step.frames.isEmpty {
            services.reach(.frame)
            _ = try await log.append(step.frames.map { .frame($0, turn: step.turn) })
        }
        if let piece = step.piece { log.publish(transient: piece) }
        return step
    }

    func ended(_ agent: LiveAgent, _ failure: (any Error)?) async {
        let current = state.withLock { state -> CurrentTurn? in
            agent.goes()
            guard state.agent === agent else { return nil }
            state.current?.metered = agent.takeSpending()
            defer { state.agent = nil }
            return state.current
        }
        guard let current else { return settle() }
        if failure == nil, let success = current.success { return await end(current.id, success, because: .failed) }
        await end(current.id, because: .failed, failure ?? ServerError.noResult)
    }

    private func noteFirst(_ step: CurrentTurn.Step) {
        guard step.isFirst, let accepted = state.withLock({ $0.requests[step.turn]?.time }) else { return }
        services.metrics.firstEventDurations.observe(services.clock.now - accepted)
    }

    /// Stores the CLI's session id before anybody sees a frame that carries a new one.
    private func follow(_ event: SessionEvent, _ log: SessionLog) async throws {
        for case .sessionChanged(from: _, to: let new, wasReset: _) in event.changes { try await move(to: new, log) }
    }

    private func move(to new: String, _ log: SessionLog) async throws {
        guard var binding = log.sessionState.binding, binding.claudeSessionID != new else { return }
        guard SessionIdentifier.isValid(new) else { throw ServerError.badIdentifier }
        binding.claudeSessionID = new
        _ = try await log.append([.bound(binding)])
        logger.info("session id moved", [("claude.session.id", .string(new))])
    }

    /// A background task's end, for example, makes the CLI begin a turn that nobody asked for.
    private func beginByItself(_ event: SessionEvent, _ agent: LiveAgent, _ log: SessionLog) async throws {
        guard event.changes.contains(where: { if case .began = $0 { true } else { false } }) else { return }
        let turn = services.newTurn()
        let isNew = state.withLock { state in
            guard state.current == nil, state.turns.beganByItself(turn, now: services.clock.now) else { return false }
            state.current = CurrentTurn(turn, prompt: nil, tellsPieces: agent.plan.supply.tellsPieces)
            return true
        }
        guard isNew else { return }
        services.openTurns.restore()
        logger.info("the agent began a turn by itself", [("turn.id", .string(turn.text))])
        services.metrics.started(.byItself, after: .zero)
        services.processes.beganByItself(agent)
        services.processes.allow(agent, allowance(log.sessionState.cost))
        _ = try await log.append([.started(turn, .byItself)])
    }

    private func report(_ event: SessionEvent, _ turn: TurnID) {
        switch event.message.kind {
        case .result(let result):
            log(of: turn).info("turn result", result.logFields)
            if !services.processes.isMetered { services.metrics.used(result) }
            services.reach(.result)
        case .system(let system) where system.subtype == .mirrorError:
            services.metrics.mirrorErrors.add()
            log(of: turn).warning("transcript entries could not be handed over")
        default: break
        }
    }
}

extension AgentError {
    /// Whether it says no more than that the process is not there any longer.
    fileprivate var isOfALostProcess: Bool { [.inputClosed, .cliConnection, .cancelled, .processExited].contains(code) }
}
