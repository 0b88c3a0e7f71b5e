internal import ClaudeAgent
internal import Domain
internal import EventLoop
internal import JSON
internal import Journal
internal import Synchronization
internal import Telemetry

/// One turn from its process to its terminal event.
extension SessionHost {
    /// How long the CLI may take to end an interrupted turn.
    private static let interruptTime = Duration.seconds(5)

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
        try checkBudget(known)
        let wish = AgentProcesses.Wish(
            turn: turn,
            binding: known.binding,
            cost: known.cost,
            trace: request.trace,
            owner: self,
            isWanted: { self.state.withLock { $0.turns.interruption } == nil }
        )
        let asked = services.clock.now
        let grant = try await services.processes.acquire(id, wish)
        services.metrics.started(grant.start, after: services.clock.now - asked)
        guard take(grant.agent) else { return false }
        do {
            try await hand(turn, request, to: grant, log)
            return true
        } catch let error as AgentError where grant.start == .live && error.isOfALostProcess {
            state.withLock { state in
                state.current = nil
                if state.agent === grant.agent { state.agent = nil }
            }
            services.processes.end(grant.agent, .failed)
            return false
        }
    }

    /// One that has gone already has told so, to nobody.
    private func take(_ agent: LiveAgent) -> Bool {
        state.withLock { state in
            guard !agent.hasGone else { return false }
            state.agent = agent
            return true
        }
    }

    private func hand(_ turn: TurnID, _ request: TurnRequest, to grant: AgentProcesses.Grant, _ log: SessionLog) async throws {
        guard state.withLock({ $0.turns.interruption }) == nil else { throw CancellationError() }
        state.withLock { $0.current = CurrentTurn(turn, prompt: request.prompt.uuid) }
        let binding = grant.agent.place.binding
        let isNew = log.sessionState.binding == nil
        _ = try await log.append((isNew ? [.bound(binding)] : []) + [.started(turn, grant.start)])
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
        services.processes.allow(grant.agent, allowance(log.sessionState.cost))
        try await grant.agent.send(request.prompt)
        // One that came before the prompt has had nothing to interrupt.
        if let why = state.withLock({ $0.turns.interruption }) { await cutOff(turn, why) }
    }

    /// What a turn may cost: no more than is left of the session's budget.
    private func allowance(_ spent: USD) -> USD {
        guard let limit = services.sessionLimits.cost else { return services.turnCost }
        return min(services.turnCost, USD(microdollars: max(0, limit.microdollars - spent.microdollars)))
    }

    private func keepFolder(_ binding: SessionBinding) async {
        let (files, id) = (services.files, id)
        await BlockingExecutor.shared.perform { files.keep(binding, for: id) }
    }

    /// Interrupts the CLI's turn; if that does not help, ends the turn and its process.
    func cutOff(_ turn: TurnID, _ why: Interruption) async {
        guard let agent = state.withLock({ $0.current?.id == turn ? $0.agent : nil }) else {
            return services.processes.withdraw(id, turn)
        }
        services.nursery.add { await self.insist(turn) }
        // It has answered, and writes down the rest.
        guard state.withLock({ $0.current?.success }) == nil else { return }
        // Nobody waits for what it has to say.
        if why == .abandoned { return await giveUp(turn) }
        do { try await agent.interrupt() } catch { await giveUp(turn) }
    }

    private func insist(_ turn: TurnID) async {
        do { try await services.clock.sleep(for: Self.interruptTime) } catch { return }
        await giveUp(turn)
    }

    /// Tells those who follow the turn that it is over, and ends its process, which may take longer.
    private func giveUp(_ turn: TurnID) async {
        guard let current = state.withLock({ $0.current?.id == turn ? $0.current : nil }) else { return }
        if let success = current.success { return await end(turn, success, because: .failed) }
        await end(turn, because: .failed, CancellationError())
    }

    func receive(_ event: SessionEvent, from agent: LiveAgent) async {
        do {
            let log = try await log()
            try await follow(event, log)
            try await beginByItself(event, agent, log)
            guard let step = state.withLock({ $0.current?.receive(event) }) else { return }
            report(event, step.turn)
            noteFirst(step)
            if !step.frames.isEmpty { _ = try await log.append(step.frames.map { .frame($0, turn: step.turn) }) }
            if let failure = step.failure { return await end(step.turn, because: step.isSpent ? .failed : nil, failure) }
            if let ending = step.ending { return await end(step.turn, ending) }
            if let fault = step.fault { return await end(step.turn, because: .failed, fault) }
        } catch {
            guard let turn = state.withLock({ $0.current?.id }) else { return }
            await end(turn, because: .failed, error)
        }
    }

    func ended(_ agent: LiveAgent, _ failure: (any Error)?) async {
        let current = state.withLock { state -> CurrentTurn? in
            agent.goes()
            guard state.agent === agent else { return nil }
            defer { state.agent = nil }
            return state.current
        }
        guard let current else { return }
        if failure == nil, let success = current.success { return await end(current.id, success, because: .failed) }
        await end(current.id, because: .failed, failure ?? ServerError.noResult)
    }

    /// The turn is over. The first who says so is believed.
    func end(_ turn: TurnID, _ ending: TurnEnding, because reason: ProcessPool.Reason? = nil) async {
        let agent = state.withLock { state -> LiveAgent?? in
            guard state.turns.current == turn, state.unwritten[turn] == nil else { return nil }
            let agent = state.agent
            state.unwritten[turn] = ending
            state.current = nil
            return agent
        }
        guard let agent else { return }
        tell(ending, turn)
        await write(ending, of: turn)
        if let agent { await release(agent, reason) }
        over(turn)
    }

    /// The turn is over because of an error, or of what cut it off. The error's particulars, such as paths and standard error, are for
    /// the log alone.
    private func end(_ turn: TurnID, because reason: ProcessPool.Reason?, _ error: any Error) async {
        let ending = ending(of: error)
        if let failure = ending.failure, state.withLock({ $0.turns.current == turn }) {
            log(of: turn).error("turn failed", [("error", .string(failure.kind)), ("reason", .string("\(error)"))])
        }
        await end(turn, ending, because: reason)
    }

    private func release(_ agent: LiveAgent, _ reason: ProcessPool.Reason?) async {
        if let reason { return services.processes.end(agent, reason) }
        let isLarge = await agent.residentBytes().map { $0 > services.processMemory } ?? false
        services.processes.release(agent, ending: isLarge ? .memory : nil)
    }

    private func noteFirst(_ step: CurrentTurn.Step) {
        guard step.isFirst, let request = state.withLock({ $0.requests[step.turn] }) else { return }
        services.metrics.firstEventDurations.observe(services.clock.now - request.time)
    }

    /// Writes a terminal event; one that cannot be written is told to those who follow, and kept to be written later.
    func write(_ ending: TurnEnding, of turn: TurnID) async {
        state.withLock { $0.beginWriting(ending, of: turn) }
        defer { state.withLock { _ = $0.writing.remove(turn) } }
        do {
            let log = try await log()
            _ = try await log.append([.ended(turn, ending)], durability: .flushed)
            services.reach(.ended)
            state.withLock { state in
                state.unwritten[turn] = nil
                state.requests[turn] = nil
            }
        } catch {
            let told = state.withLock { $0.losses.add(turn, ending) }
            for continuation in told { continuation.resume(returning: ending) }
            retryLater()
            self.log(of: turn).error("a turn's end could not be written", [("error", .string("\(error)"))])
        }
    }

    /// Writes the endings that could not be written before.
    func writeEndings(_ log: SessionLog) async throws {
        while let (turn, ending) = state.withLock({ $0.takeUnwritten() }) {
            defer { state.withLock { _ = $0.writing.remove(turn) } }
            _ = try await log.append([.ended(turn, ending)], durability: .flushed)
            state.withLock { state in
                state.unwritten[turn] = nil
                state.requests[turn] = nil
                state.losses.remove(turn)
            }
        }
    }

    /// Waits until the turn's ending is known to be lost for now.
    ///
    /// - Throws: `CancellationError`.
    func loss(of turn: TurnID) async throws -> TurnEnding {
        let number = state.withLock { $0.losses.takeNumber() }
        let ending = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let known = state.withLock { $0.losses.wait(for: turn, number, continuation, isCancelled: Task.isCancelled) }
                if let known { continuation.resume(returning: known) }
            }
        } onCancel: {
            state.withLock { $0.losses.giveUp(number) }?.resume(returning: nil)
        }
        guard let ending else { throw CancellationError() }
        return ending
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
            state.current = CurrentTurn(turn, prompt: nil)
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

    /// What is said of an error that has ended a turn; of what cut it off, if something did.
    private func ending(of error: any Error) -> TurnEnding {
        let (why, cost) = state.withLock { ($0.turns.interruption, $0.current?.sessionCost) }
        if let why { return .interrupted(why, services.limits, sessionCost: cost) }
        return .failed(PublicFailure(error) ?? .cutOff, sessionCost: cost)
    }

    /// Where the turn is told of.
    private func log(of turn: TurnID) -> Logger {
        state.withLock { $0.requests[turn]?.log } ?? logger.with([("turn.id", .string(turn.text))])
    }

    func tell(_ ending: TurnEnding, _ turn: TurnID) {
        let error = ending.failure.map { [("error", JSONValue.string($0.kind))] } ?? []
        log(of: turn).info("turn over", [("end", .string(ending.outcome.rawValue))] + error)
        let began = state.withLock { $0.requests[turn]?.time } ?? services.clock.now
        services.metrics.ended(ServerMetrics.TurnOutcome(ending), after: services.clock.now - began)
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
