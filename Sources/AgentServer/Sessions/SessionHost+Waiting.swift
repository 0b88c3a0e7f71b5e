internal import ClaudeAgent
internal import Domain
internal import JSON
internal import Journal
internal import Synchronization
internal import Telemetry

/// A turn that waits for somebody: what is said of it, and how it does without a process. All within `order`.
extension SessionHost {
    /// Does what has been decided about a turn's calls.
    func carryOut(_ actions: [OpenCalls.Action], _ turn: TurnID, _ log: SessionLog) async throws {
        for action in actions {
            switch action {
            case .wait(let calls): try await tellOfWaiting(calls, turn, log)
            case .answer(let call, let verdict): reply(to: call, output(call, verdict))
            case .postpone(let call):
                services.reach(.postponed)
                reply(to: call, .deferred())
            case .park: try await park(turn, log)
            case .resume: resume(turn)
            }
        }
        keepTime(of: turn)
    }

    private func reply(to call: String, _ output: HookOutput) {
        state.withLock { $0.forgetQuestion(call) }
        held.answer(call, output)
    }

    private func tellOfWaiting(_ calls: [WaitingCall], _ turn: TurnID, _ log: SessionLog) async throws {
        _ = try await log.append([.waiting(turn, calls)])
        services.reach(.waiting)
        self.log(of: turn).info("turn waits for answers", [("calls", .array(calls.map { .string($0.id) }))])
        // Nobody may come before the server has stopped; the next one goes on with the turn.
        guard state.withLock({ $0.turns.isClosed }) else { return }
        try await carryOut(state.withLock { $0.postpone(services) }, turn, log)
    }

    private func output(_ call: String, _ verdict: OpenCalls.Verdict) -> HookOutput {
        guard let answer = state.withLock({ $0.answers[call] }) else {
            return verdict == .proceed ? .noOpinion : .deny("Nobody has answered this call.")
        }
        return answer.output
    }

    /// A turn's time runs while it does not wait: neither for answers, nor, once it has been parked, for a process.
    private func keepTime(of turn: TurnID) {
        let now = services.clock.now
        state.withLock { state in
            let waits = state.calls.isWaiting || state.calls.isParked
            if waits { state.turns.waits(turn, now: now) } else { state.turns.goesOn(turn, now: now) }
        }
        services.alarm.set(deadline)
    }

    /// What a frame says of the turn's calls.
    func note(_ message: AgentMessage, from agent: LiveAgent, _ turn: TurnID, _ log: SessionLog) async throws {
        let now = services.clock.now
        let actions = state.withLock { $0.calls.receive(message, agent.plan.catalogue, now: now) }
        guard !actions.isEmpty else { return }
        try await carryOut(actions, turn, log)
    }

    /// Lets go of the process now, if the turn waits and can do without: the server is about to stop. One that has its answers and waits
    /// for a process leaves that to the next server.
    func letGo() async {
        if let turn = state.withLock({ $0.resumable }) { services.processes.withdraw(id, turn) }
        guard let (turn, actions) = state.withLock({ state in state.askableTurn.map { ($0, state.postpone(services)) } }) else { return }
        await carryOut(actions, turn)
    }

    /// Calls can be put off, as is known by now: a turn that waits need not keep its process.
    func learnToPostpone() async {
        let isClosed = state.withLock { state in
            guard let agent = state.agent, services.mayPostpone(agent) else { return false }
            state.calls.canPostpone = !state.tasks.mayGoOn
            return state.turns.isClosed
        }
        services.alarm.set(deadline)
        // The server stops: this is the last chance.
        if isClosed { await letGo() }
    }

    /// Does what has been decided outside `order`.
    func carryOut(_ actions: [OpenCalls.Action], _ turn: TurnID) async {
        do {
            try await order.perform { try await carryOut(actions, turn, try await log()) }
        } catch {
            await end(turn, because: .failed, error)
        }
    }

    /// The CLI has ended its turn, having put the call off.
    ///
    /// - Returns: Whether it had been told to.
    func park(_ call: String, _ turn: TurnID, _ log: SessionLog) async throws -> Bool {
        let actions = state.withLock { $0.calls.parked(call, now: services.clock.now) }
        try await carryOut(actions, turn, log)
        return !actions.isEmpty
    }

    private func park(_ turn: TurnID, _ log: SessionLog) async throws {
        let (current, metered) = state.withLock { ($0.current, $0.agent?.takeSpending()) }
        let parked = JournalDraft.parked(
            turn,
            sessionCost: current?.sessionCost,
            current?.usage ?? SessionUsage(),
            metered: metered
        )
        _ = try await log.append([parked], durability: .flushed)
        services.reach(.parked)
        let agent = state.withLock { state -> LiveAgent? in
            defer { (state.agent, state.current) = (nil, nil) }
            return state.agent
        }
        services.openTurns.giveBack()
        if let agent { services.processes.release(agent, ending: .parked) }
        self.log(of: turn).info("turn waits without a process")
        change { $0.parked(turn, now: services.clock.now) }
    }

    func resume(_ turn: TurnID) {
        let isWanted = state.withLock { state in
            // The next server goes on with it.
            guard !state.turns.isClosed, state.turns.isParked, state.turns.interruption == nil else { return false }
            state.turns.resumed(turn)
            return true
        }
        guard isWanted else { return }
        services.openTurns.restore()
        services.nursery.add { await self.takeUp(turn) }
    }

    /// A parked turn has been cut off.
    func endParked(_ turn: TurnID) async {
        services.openTurns.restore()
        await end(turn, because: nil, CancellationError())
    }
}
