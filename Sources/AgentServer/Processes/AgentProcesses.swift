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

    /// A process for a turn.
    struct Grant: Sendable {
        let agent: LiveAgent
        /// How the turn came to it.
        let start: ProcessStart
    }

    let state: Mutex<State>
    let birth: AgentBirth
    let nursery: TaskNursery
    let clock: ServerClock
    let alarm: Alarm
    let log: Logger
    let metrics: ServerMetrics
    /// How long a turn may wait for a process.
    private let waitTime: Duration
    let reach: @Sendable (Failpoint) -> Void

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

    /// Those of a configuration.
    convenience init(
        _ configuration: ServerConfiguration,
        _ plan: AgentPlan,
        _ birth: AgentBirth,
        _ nursery: TaskNursery,
        _ clock: ServerClock,
        _ alarm: Alarm,
        _ metrics: ServerMetrics,
        _ log: Logger
    ) {
        self.init(
            configuration.poolLimits,
            spares: SparePlans(standing: plan, limit: configuration.spareKinds),
            birth: birth,
            nursery: nursery,
            clock: clock,
            alarm: alarm,
            metrics: metrics,
            waitTime: configuration.processWait,
            log: log,
            reach: configuration.hooks.reach
        )
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

    func change(_ decide: (inout ProcessPool) -> [ProcessPool.Action]) {
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

    /// Lets a process spend so much on the turn that it is about to begin.
    func allow(_ agent: LiveAgent, _ amount: USD) { birth.gate.allow(agent.key, amount) }
}
