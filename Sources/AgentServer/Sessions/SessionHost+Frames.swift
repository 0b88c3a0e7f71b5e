internal import ClaudeAgent
internal import Domain
internal import EventLoop
internal import JSON
internal import Journal
internal import Synchronization
internal import Telemetry

/// What a session's process says.
extension SessionHost {
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
        if state.withLock({ $0.noteTasks(event.message, services) }) { services.alarm.set(deadline) }
        try await follow(event, log)
        try await beginByItself(event, agent, log)
        guard let step = state.withLock({ $0.receive(event) }) else { return nil }
        report(event, step.turn)
        noteFirst(step)
        if !step.frames.isEmpty {
            services.reach(.frame)
            _ = try await log.append(step.frames.map { .frame($0, turn: step.turn) })
        }
        if let piece = step.piece { log.publish(transient: piece) }
        try await note(event.message, from: agent, step.turn, log)
        if let call = step.postponed, try await !park(call, step.turn, log) { throw ServerError.lostCall }
        // It has gone on without the answer.
        if step.ending != nil, state.withLock({ $0.calls.isLettingGo }) { throw ServerError.lostCall }
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
        let request = TurnRequest(prompt: nil, trace: nil, log: logger.with([("turn.id", .string(turn.text))]), time: nil)
        guard let asked = state.withLock({ $0.beginByItself(turn, request, agent, services) }) else { return }
        services.openTurns.restore()
        request.log.info("the agent began a turn by itself")
        services.metrics.started(.byItself, after: .zero)
        services.processes.beganByItself(agent)
        do { take(try await services.directory.terms(of: id), with: agent, for: turn) } catch {
            request.log.warning("a turn that the agent began goes by the terms of the one before", [("error", .string("\(error)"))])
        }
        services.processes.allow(agent, allowance(log.sessionState, turn))
        _ = try await log.append([.started(turn, .byItself)])
        for call in asked { try await ask(call) }
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
