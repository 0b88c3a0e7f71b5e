internal import ClaudeAgent
internal import Domain
internal import EventLoop
internal import JSON
internal import Synchronization
internal import Telemetry

/// The agent processes of this server: does what the pool decides.
final class AgentProcesses: Sendable {
    /// What a session needs of a process.
    struct Wish: Sendable {
        /// The turn that is to be run.
        let turn: TurnID
        /// What the process has to be.
        let plan: AgentPlan
        /// The session's conversation; `nil` when it has none yet.
        let binding: SessionBinding?
        /// What the session has cost until now.
        let cost: USD
        /// The trace that the turn belongs to.
        let trace: TraceContext?
        /// Whom the process will work for.
        let owner: any AgentOwner
        /// Whether the turn still wants it; asked once it can be withdrawn.
        let isWanted: @Sendable () -> Bool
    }

    fileprivate struct Waiter {
        let continuation: CheckedContinuation<Grant, any Error>
        let wish: Wish
        let key: PoolKey
        /// Until when it waits; not bounded here once a process is being started for it.
        var deadline: Duration?
    }

    fileprivate struct State {
        var pool: ProcessPool
        var spares: SparePlans
        var agents: [ProcessNumber: LiveAgent] = [:]
        var waiters: [SessionID: Waiter] = [:]
        /// Processes that are to be ended once they are ready.
        var unwanted: Set<ProcessNumber> = []
        var isCut = false
    }

    /// A process for a turn.
    struct Grant: Sendable {
        let agent: LiveAgent
        /// How the turn came to it.
        let start: ProcessStart
    }

    private let state: Mutex<State>
    private let birth: AgentBirth
    private let nursery: TaskNursery
    private let clock: ServerClock
    private let alarm: Alarm
    private let log: Logger
    private let metrics: ServerMetrics
    /// How long a turn may wait for a process.
    private let waitTime: Duration
    private let reach: @Sendable (Failpoint) -> Void

    init(
        _ limits: ProcessPool.Limits,
        spares: SparePlans,
        birth: AgentBirth,
        nursery: TaskNursery,
        clock: ServerClock,
        alarm: Alarm,
        metrics: ServerMetrics,
        waitTime: Duration,
        log: Logger,
        reach: @escaping @Sendable (Failpoint) -> Void
    ) {
        state = Mutex(State(pool: ProcessPool(limits: limits), spares: spares))
        self.birth = birth
        self.nursery = nursery
        self.clock = clock
        self.alarm = alarm
        self.log = log
        self.metrics = metrics
        self.waitTime = waitTime
        self.reach = reach
    }

    /// Processes by what they do.
    var counts: PoolCounts { state.withLock { $0.pool.counts } }

    /// Whether each call of the model is counted as it is made.
    var isMetered: Bool { birth.gate.checksBudgets }

    /// Keeps spares from now on.
    func begin() {
        let kinds = state.withLock { $0.spares.keep(true) }
        change { $0.keepSpares(of: kinds, now: clock.now) }
    }

    /// Sessions with this plan are about to begin: spares of it are kept as long as it is among the latest.
    func expect(_ plan: AgentPlan) {
        guard let kinds = state.withLock({ $0.spares.use(plan) }) else { return }
        change { $0.keepSpares(of: kinds, now: clock.now) }
    }

    /// Waits for a process of the session's own.
    ///
    /// - Throws: `CancellationError` after `withdraw`, what starting a process throws.
    func acquire(_ session: SessionID, _ wish: Wish) async throws -> Grant {
        let key = birth.key(wish.plan.key, wish.trace)
        if wish.binding == nil { expect(wish.plan) }
        return try await withCheckedThrowingContinuation { continuation in
            let isTaken = state.withLock { state in
                guard !state.isCut else { return false }
                state.waiters[session] = Waiter(
                    continuation: continuation,
                    wish: wish,
                    key: key,
                    deadline: clock.now + waitTime
                )
                return true
            }
            guard isTaken else { return continuation.resume(throwing: CancellationError()) }
            change { $0.request(session, key, isNew: wish.binding == nil, now: clock.now) }
            // What cut the turn off before this had nobody to withdraw.
            if !wish.isWanted() { withdraw(session, wish.turn) }
        }
    }

    /// The turn does not wait any longer; nothing happens when a process is being started for it, or another turn waits by now.
    func withdraw(_ session: SessionID, _ turn: TurnID) {
        let waiter = state.withLock { state -> Waiter? in
            guard state.waiters[session]?.wish.turn == turn else { return nil }
            return state.withdraw(session)
        }
        waiter?.continuation.resume(throwing: CancellationError())
    }

    /// The process's turn is over.
    ///
    /// - Parameter bytes: The memory that it holds; 0 for one that has had no turn to run.
    func release(_ agent: LiveAgent, ending reason: ProcessPool.Reason? = nil, holding bytes: Int = 0) {
        change { $0.release(agent.number, ending: reason, holding: bytes, now: clock.now) }
    }

    /// Ends a process whatever it does.
    func end(_ agent: LiveAgent, _ reason: ProcessPool.Reason) {
        agent.end(.prompt)
        change { $0.end(agent.number, because: reason, now: clock.now) }
    }

    /// Starts nothing and parks nothing for the moment, and ends what is parked; or goes on.
    func hold(_ isHeld: Bool) { change { $0.hold(isHeld, now: clock.now) } }

    /// The process works though nobody asked it to.
    func beganByItself(_ agent: LiveAgent) {
        change {
            $0.beganByItself(agent.number, now: clock.now)
            return []
        }
    }

    /// Does what has become due, and says when there will be more.
    func due() -> Duration? {
        change { $0.due(now: clock.now) }
        giveUpWaiting()
        return state.withLock { $0.deadline }
    }

    private func giveUpWaiting() {
        let late = state.withLock { $0.takeLate(clock.now) }
        for waiter in late { waiter.continuation.resume(throwing: ServerError.noProcess(after: waitTime)) }
    }

    /// Keeps no spares any more.
    func endSpares() {
        let kinds = state.withLock { $0.spares.keep(false) }
        change { $0.keepSpares(of: kinds, now: clock.now) }
    }

    /// Ends what is not at work; nothing is started any more.
    func close() { change { $0.close(now: clock.now) } }

    /// Ends everything at once.
    func cut() {
        let (agents, waiters) = state.withLock { state in
            state.isCut = true
            defer { state.waiters = [:] }
            return (Array(state.agents.values), Array(state.waiters.values))
        }
        for waiter in waiters { waiter.continuation.resume(throwing: CancellationError()) }
        for agent in agents { agent.end(.prompt) }
    }

    private func change(_ decide: (inout ProcessPool) -> [ProcessPool.Action]) {
        let (actions, deadline) = state.withLock { state in (decide(&state.pool), state.deadline) }
        for action in actions { perform(action) }
        alarm.set(deadline)
    }

    private func perform(_ action: ProcessPool.Action) {
        switch action {
        case .use(let number, let session): grant(number, session, .live)
        case .claim(let number, let session): grant(number, session, .spare)
        case .start(let number, let session): start(number, session)
        case .startSpare(let number, let key): startSpare(number, key)
        case .end(let number, let reason): end(number, reason)
        }
    }

    private func grant(_ number: ProcessNumber, _ session: SessionID, _ start: ProcessStart) {
        let (waiter, agent) = state.withLock { state -> (Waiter?, LiveAgent?) in
            guard let agent = state.agents[number] else { return (nil, nil) }
            return (state.waiters.removeValue(forKey: session), agent)
        }
        // It has gone this moment: the session asks again, and gets its answer once the pool knows.
        guard let agent else { return askAgain(session, isNew: start == .spare) }
        guard let waiter else { return }
        if start == .spare {
            belong(agent, session, waiter)
            reach(.claim)
        }
        waiter.continuation.resume(returning: Grant(agent: agent, start: start))
    }

    private func askAgain(_ session: SessionID, isNew: Bool) {
        guard let key = state.withLock({ $0.waiters[session]?.key }) else { return }
        change { $0.request(session, key, isNew: isNew, now: clock.now) }
    }

    private func end(_ number: ProcessNumber, _ reason: ProcessPool.Reason) {
        metrics.processReaps.series(reason.rawValue).add()
        let agent = state.withLock { state in
            if state.agents[number] == nil { state.unwanted.insert(number) }
            return state.agents[number]
        }
        guard let agent else { return }
        log.info("agent process is ended", [("process", .number(JSONNumber(number.rawValue))), ("reason", .string(reason.rawValue))])
        agent.end(.clean)
    }

    private func start(_ number: ProcessNumber, _ session: SessionID) {
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

    private func startSpare(_ number: ProcessNumber, _ key: PoolKey) {
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
                        self.isReady(agent, session)
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

    private func isReady(_ agent: LiveAgent, _ session: SessionID?) {
        let waiter = state.withLock { state -> Waiter? in
            state.agents[agent.number] = agent
            let waiter = session.flatMap { state.waiters.removeValue(forKey: $0) }
            if state.unwanted.contains(agent.number) { agent.end(.clean) }
            if state.isCut { agent.end(.prompt) }
            return waiter
        }
        if let session, let waiter { belong(agent, session, waiter) }
        if session == nil { log.info("spare agent process is ready", [("process", .number(JSONNumber(agent.number.rawValue)))]) }
        change { $0.started(agent.number, now: clock.now) }
        waiter?.continuation.resume(returning: Grant(agent: agent, start: agent.start))
    }

    private func belong(_ agent: LiveAgent, _ session: SessionID, _ waiter: Waiter) {
        agent.belong(to: waiter.wish.owner)
        birth.gate.bind(agent.key, to: session)
    }

    /// Lets a process spend so much on the turn that it is about to begin.
    func allow(_ agent: LiveAgent, _ amount: USD) { birth.gate.allow(agent.key, amount) }

    private func fail(_ session: SessionID, _ error: any Error) {
        state.withLock { $0.waiters.removeValue(forKey: session) }?.continuation.resume(throwing: error)
    }

    private func tellOfSpare(_ error: any Error) {
        guard !(error is CancellationError) else { return }
        log.warning("a spare agent process could not be started; sessions start their own", [("error", .string("\(error)"))])
    }
}

extension AgentProcesses.State {
    /// When something will be due.
    fileprivate var deadline: Duration? { ([pool.deadline] + waiters.values.map(\.deadline)).compactMap { $0 }.min() }

    /// Sessions that have waited too long.
    fileprivate mutating func takeLate(_ now: Duration) -> [AgentProcesses.Waiter] {
        let late = waiters.filter { $0.value.deadline.map { $0 <= now } ?? false }.keys
        return late.compactMap { session in
            waiters[session]?.deadline = nil
            return withdraw(session)
        }
    }

    /// Takes a session that waits out of the line; `nil` when a process is being started for it.
    fileprivate mutating func withdraw(_ session: SessionID) -> AgentProcesses.Waiter? {
        let before = pool.waitingCount
        pool.withdraw(session)
        return pool.waitingCount < before ? waiters.removeValue(forKey: session) : nil
    }
}

extension AgentError {
    /// The process went while it was being handed over.
    fileprivate static var lost: AgentError { AgentError(.cliConnection, "the agent process ended before the turn had begun; ask again") }
}
