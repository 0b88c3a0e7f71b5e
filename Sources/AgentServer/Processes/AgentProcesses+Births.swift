internal import ClaudeAgent
internal import Domain
internal import EventLoop
internal import JSON
internal import Synchronization
internal import Telemetry

/// Processes from their start to their end.
extension AgentProcesses {
    func start(_ number: ProcessNumber, _ session: SessionID) {
        guard let wish = state.withLock({ $0.waiters[session]?.wish }) else { return }
        let isStarted = nursery.add {
            await self.run(number, for: session) {
                guard let binding = wish.binding, let loop = EventLoop.current else {
                    return try await self.birth.prepare(wish.plan, wish.trace)
                }
                return try await self.birth.prepare(wish.plan, binding, cost: wish.cost, wish.trace, on: loop)
            }
        }
        guard !isStarted else { return }
        fail(session, CancellationError())
        change { $0.ended(number, now: clock.now) }
    }

    func startSpare(_ number: ProcessNumber, _ key: PoolKey) {
        let isStarted = nursery.add {
            await self.run(number, for: nil) {
                // Its kind may have become unwanted this moment; the pool hears of its end.
                guard let plan = self.state.withLock({ $0.spares.plan(key) }) else { throw CancellationError() }
                return try await self.birth.prepare(plan)
            }
        }
        guard !isStarted else { return }
        // The server is going: one that ends makes no room for another.
        close()
        change { $0.ended(number, now: clock.now) }
    }

    /// One process from its folder to its end.
    private func run(_ number: ProcessNumber, for session: SessionID?, _ prepare: () async throws -> AgentBirth.Prepared) async {
        do {
            let prepared = try await prepare()
            reach(.spawn)
            let failure = await live(number, prepared, session)
            let agent = state.withLock { $0.agents.removeValue(forKey: number) }
            agent?.keepSpending()
            await birth.cleanUp(prepared, isKept: prepared.start != .new || agent?.owner != nil)
            if let owner = agent?.owner, let agent { await owner.ended(agent, failure) }
            if let session, agent == nil { fail(session, failure ?? AgentError.lost) }
            if session == nil, agent == nil, let failure { tellOfSpare(failure) }
        } catch {
            if let session { fail(session, error) } else { tellOfSpare(error) }
        }
        change { $0.ended(number, now: clock.now) }
        state.withLock { _ = $0.unwanted.remove(number) }
    }

    private func live(_ number: ProcessNumber, _ prepared: AgentBirth.Prepared, _ session: SessionID?) async -> (any Error)? {
        guard let loop = EventLoop.current else { return AgentError.lost }
        do {
            let (cuts, cut) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    try await AgentSession.run(prepared.launch, on: loop) { process in
                        let agent = LiveAgent(number, prepared, process, self.birth.gate) { cut.yield() }
                        self.isReady(agent, session, holding: session == nil ? await agent.residentBytes() ?? 0 : 0)
                        try await agent.work()
                    }
                }
                // Also once it has been given the end of its input, which it may take its time with.
                group.addTask { for await _ in cuts { throw CancellationError() } }
                defer { group.cancelAll() }
                try await group.next()
            }
            return nil
        } catch {
            return error
        }
    }

    private func isReady(_ agent: LiveAgent, _ session: SessionID?, holding bytes: Int) {
        let waiter = state.withLock { state -> Waiter? in
            state.agents[agent.number] = agent
            let waiter = session.flatMap { state.waiters.removeValue(forKey: $0) }
            if state.unwanted.contains(agent.number) { agent.end(.clean) }
            if state.isCut { agent.end(.prompt) }
            return waiter
        }
        if let session, let waiter { belong(agent, session, waiter) }
        if session == nil { log.info("spare agent process is ready", [("process", .number(JSONNumber(agent.number.rawValue)))]) }
        change { $0.started(agent.number, holding: bytes, now: clock.now) }
        waiter?.continuation.resume(returning: Grant(agent: agent, start: agent.start))
    }

    func belong(_ agent: LiveAgent, _ session: SessionID, _ waiter: Waiter) {
        agent.belong(to: waiter.wish.owner)
        birth.gate.bind(agent.key, to: session)
    }

    private func fail(_ session: SessionID, _ error: any Error) {
        state.withLock { $0.waiters.removeValue(forKey: session) }?.continuation.resume(throwing: error)
    }

    private func tellOfSpare(_ error: any Error) {
        guard !(error is CancellationError) else { return }
        log.warning("a spare agent process could not be started; sessions start their own", [("error", .string("\(error)"))])
    }
}

extension AgentError {
    /// The process went while it was being handed over.
    fileprivate static var lost: AgentError { AgentError(.cliConnection, "the agent process ended before the turn had begun; ask again") }
}
