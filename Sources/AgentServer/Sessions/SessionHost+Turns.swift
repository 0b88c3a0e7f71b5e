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
            let grant = try await services.processes.acquire(id, log.sessionState.binding, for: self)
            state.withLock { $0.agent = grant.agent }
            try await hand(turn, to: grant, log)
        } catch {
            await end(turn, ending(of: error))
        }
    }

    private func hand(_ turn: TurnID, to grant: AgentProcesses.Grant, _ log: SessionLog) async throws {
        guard let prompt = state.withLock({ $0.prompts.removeValue(forKey: turn) }) else { throw ServerError.lostPrompt }
        guard state.withLock({ $0.turns.interruption }) == nil else { throw CancellationError() }
        state.withLock { $0.current = CurrentTurn(turn, prompt: prompt.uuid) }
        let binding = grant.agent.place.binding
        let isNew = log.sessionState.binding == nil
        _ = try await log.append((isNew ? [.bound(binding)] : []) + [.started(turn, grant.start)])
        if isNew { await keepFolder(binding) }
        logger.info("turn started", [("turn.id", .string(turn.text)), ("start", .string(grant.start.rawValue))])
        change { turns in
            turns.began(turn, now: services.clock.now)
            return []
        }
        try await grant.agent.send(prompt)
        // One that came before the prompt has had nothing to interrupt.
        if let why = state.withLock({ $0.turns.interruption }) { await cutOff(turn, why) }
    }

    private func keepFolder(_ binding: SessionBinding) async {
        let files = services.files
        await BlockingExecutor.shared.perform { files.keep(binding) }
    }

    /// Interrupts the CLI's turn; if that does not help, ends the process.
    func cutOff(_ turn: TurnID, _ why: Interruption) async {
        guard let agent = state.withLock({ $0.current?.id == turn ? $0.agent : nil }) else {
            return services.processes.withdraw(id)
        }
        // Nobody waits for what it has to say.
        if why == .abandoned { return services.processes.end(agent, .failed) }
        services.nursery.add { await self.insist(turn, agent) }
        do { try await agent.interrupt() } catch { services.processes.end(agent, .failed) }
    }

    private func insist(_ turn: TurnID, _ agent: LiveAgent) async {
        do { try await services.clock.sleep(for: Self.interruptTime) } catch { return }
        if state.withLock({ $0.current?.id == turn }) { services.processes.end(agent, .failed) }
    }

    func receive(_ event: SessionEvent, from agent: LiveAgent) async {
        do {
            let log = try await log()
            try await follow(event, log)
            try await beginByItself(event, log)
            guard let step = state.withLock({ $0.current?.receive(event) }) else { return }
            if !step.frames.isEmpty { _ = try await log.append(step.frames.map { .frame($0, turn: step.turn) }) }
            report(event)
            if let ending = step.ending { return await end(step.turn, resolved(ending)) }
            if let fault = step.fault { return await end(step.turn, ending(of: fault), because: .failed) }
        } catch {
            guard let turn = state.withLock({ $0.current?.id }) else { return }
            await end(turn, ending(of: error), because: .failed)
        }
    }

    func ended(_ agent: LiveAgent, _ failure: (any Error)?) async {
        let current = state.withLock { state -> CurrentTurn? in
            guard state.agent === agent else { return nil }
            defer { state.agent = nil }
            return state.current
        }
        guard let current else { return }
        await end(current.id, current.success ?? ending(of: failure ?? ServerError.noResult), because: .failed)
    }

    /// The turn is over. The first who says so is believed.
    func end(_ turn: TurnID, _ ending: TurnEnding, because reason: ProcessPool.Reason? = nil) async {
        let agent = state.withLock { state -> LiveAgent?? in
            guard state.turns.current == turn, state.unwritten[turn] == nil else { return nil }
            let agent = state.agent
            state.unwritten[turn] = ending
            state.current = nil
            state.prompts[turn] = nil
            return agent
        }
        guard let agent else { return }
        tell(ending, turn)
        await write(ending, of: turn)
        if let agent { release(agent, reason) }
        over(turn)
    }

    private func release(_ agent: LiveAgent, _ reason: ProcessPool.Reason?) {
        if let reason { services.processes.end(agent, reason) } else { services.processes.release(agent) }
    }

    /// Writes a terminal event; one that cannot be written is told to those who follow, and kept to be written later.
    func write(_ ending: TurnEnding, of turn: TurnID) async {
        do {
            let log = try await log()
            _ = try await log.append([.ended(turn, ending)], durability: .flushed)
            state.withLock { state in
                state.unwritten[turn] = nil
                state.prompts[turn] = nil
            }
        } catch {
            let told = state.withLock { state in
                state.unwritten[turn] = ending
                return state.losses.add(turn, ending)
            }
            for continuation in told { continuation.resume(returning: ending) }
            logger.error("a turn's end could not be written", [("turn.id", .string(turn.text)), ("error", .string("\(error)"))])
        }
    }

    /// Writes the endings that could not be written before.
    func writeEndings(_ log: SessionLog) async throws {
        for (turn, ending) in state.withLock({ state in state.unwritten.filter { $0.key != state.turns.current } }) {
            _ = try await log.append([.ended(turn, ending)], durability: .flushed)
            state.withLock { state in
                state.unwritten[turn] = nil
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
        for case .sessionChanged(from: _, to: let new, wasReset: _) in event.changes {
            guard var binding = log.sessionState.binding, binding.claudeSessionID != new else { continue }
            guard SessionIdentifier.isValid(new) else { throw ServerError.badIdentifier }
            binding.claudeSessionID = new
            _ = try await log.append([.bound(binding)])
            logger.info("session id moved", [("claude.session.id", .string(new))])
        }
    }

    /// A background task's end, for example, makes the CLI begin a turn that nobody asked for.
    private func beginByItself(_ event: SessionEvent, _ log: SessionLog) async throws {
        guard event.changes.contains(where: { if case .began = $0 { true } else { false } }) else { return }
        let turn = services.newTurn()
        let isNew = state.withLock { state in
            guard state.current == nil, state.turns.beganByItself(turn, now: services.clock.now) else { return false }
            state.current = CurrentTurn(turn, prompt: nil)
            return true
        }
        guard isNew else { return }
        logger.info("the agent began a turn by itself", [("turn.id", .string(turn.text))])
        _ = try await log.append([.started(turn, .byItself)])
    }

    /// A turn that was cut off fails by itself, in words that say less; one that was done first is done.
    private func resolved(_ ending: TurnEnding) -> TurnEnding {
        guard ending.outcome != .done, let why = state.withLock({ $0.turns.interruption }) else { return ending }
        return .interrupted(why, services.limits, sessionCost: ending.sessionCost)
    }

    /// What is said of an error that has ended a turn; of what cut it off, if something did.
    private func ending(of error: any Error) -> TurnEnding {
        if let why = state.withLock({ $0.turns.interruption }) { return .interrupted(why, services.limits) }
        return .failed(PublicFailure(error) ?? .cutOff)
    }

    private func tell(_ ending: TurnEnding, _ turn: TurnID) {
        let fields: [(String, JSONValue)] = [("turn.id", .string(turn.text)), ("outcome", .string(ending.outcome.rawValue))]
        logger.info("turn over", fields + (ending.failure.map { [("error", .string($0.kind))] } ?? []))
    }

    private func report(_ event: SessionEvent) {
        if case .result(let result) = event.message.kind { logger.info("turn result", result.logFields) }
    }
}
