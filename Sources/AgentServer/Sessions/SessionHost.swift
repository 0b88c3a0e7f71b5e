internal import ClaudeAgent
internal import Domain
internal import EventLoop
internal import JSON
internal import Journal
internal import Synchronization
internal import Telemetry

/// One session while something happens in it: its turns, its process, its log.
///
/// Turns run whether or not anybody follows them. What happens is written to the log first; whoever follows reads it there.
final class SessionHost: AgentOwner {
    struct State {
        var turns: SessionTurns
        var requests: [TurnID: TurnRequest] = [:]
        var current: CurrentTurn?
        var agent: LiveAgent?
        /// Prompts that are being stored, with what has cut them off meanwhile.
        var storing: [TurnID: Interruption?] = [:]
        /// Endings that are not written yet; they come before anything else.
        var unwritten: [TurnID: TurnEnding] = [:]
        /// Those of them that somebody is about to write.
        var writing: Set<TurnID> = []
        /// When to try again to write what could not be written.
        var retry: Duration?
        /// Endings that could not be written, and who is to be told.
        var losses = LostEndings()
        /// Whether the session counts as one that is kept.
        var isCounted = false
        /// Whether it is being removed, and takes no prompt.
        var isLeaving = false
    }

    let id: SessionID
    let services: SessionServices
    let logger: Logger
    let state: Mutex<State>
    private let opening = Once<SessionLog>()

    init(_ id: SessionID, _ services: SessionServices) {
        self.id = id
        self.services = services
        logger = services.log.with([("session.id", .string(id.text))])
        state = Mutex(State(turns: SessionTurns(limits: services.limits)))
    }

    /// The session's log, read from the journal at first.
    ///
    /// - Throws: `JournalError`, `ServerError` when the session's files are damaged.
    func log() async throws -> SessionLog { try await opening.value { try await open() } }

    /// Whether nothing runs, waits or is kept.
    var isIdle: Bool { state.withLock { $0.turns.isEmpty && $0.agent == nil && $0.unwritten.isEmpty } }

    /// When something will be due; see `due`.
    var deadline: Duration? {
        let (turns, retry) = state.withLock { ($0.turns.deadline, $0.retry) }
        return [turns, retry].compactMap { $0 }.min()
    }

    /// Cuts off what has become due, and writes what could not be written.
    func due(_ now: Duration) {
        change { $0.due(now: now) }
        guard state.withLock({ $0.takeRetry(now) }) else { return }
        services.nursery.add {
            do { try await self.writeEndings(try await self.log()) } catch { self.retryLater() }
        }
    }

    /// Time between tries to write an ending.
    private static let retryTime = Duration.seconds(5)

    /// There is something that could not be written.
    func retryLater() {
        state.withLock { $0.retry = services.clock.now + Self.retryTime }
        services.alarm.set(deadline)
    }

    /// Takes in a prompt. When this returns it is safe: it reaches exactly one terminal event.
    ///
    /// - Parameters:
    ///   - policy: What to do when the session has a turn already.
    ///   - log: Tells of the turn, with the ids of the request that it came by.
    /// - Returns: The turn, and the number of the event that says that it was accepted. It has one follower, who calls `leave`.
    /// - Throws: `SessionTurns.Refusal`, `ServerError` when there is no room for one more session, `JournalError`.
    func accept(
        _ text: String,
        _ policy: BusyPolicy,
        trace: TraceContext? = nil,
        log logger: Logger
    ) async throws -> (turn: TurnID, number: Int) {
        let log = try await log()
        try await writeEndings(log)
        let turn = services.newTurn()
        let prompt = AcceptedPrompt(uuid: SessionIdentifier.random(), text: text)
        let request = TurnRequest(
            prompt: prompt,
            trace: trace,
            log: logger.with([("turn.id", .string(turn.text))]),
            time: services.clock.now
        )
        try checkRoom(log)
        try services.openTurns.take()
        do {
            perform(
                try decide { state throws(SessionTurns.Refusal) in
                    let actions = try state.turns.accept(turn, policy)
                    state.storing[turn] = .some(nil)
                    return actions
                }
            )
        } catch {
            services.openTurns.giveBack()
            throw error
        }
        do {
            let number = try await record(request, turn, log)
            change { $0.recorded(turn) }
            if let why = state.withLock({ $0.storing.removeValue(forKey: turn) }) ?? nil { drop(turn, why) }
            return (turn, number)
        } catch {
            state.withLock { $0.storing[turn] = nil }
            giveBackPlace(log)
            over(turn)
            throw error
        }
    }

    /// What a prompt is refused for before anything is done.
    private func checkRoom(_ log: SessionLog) throws {
        if log.next == 1, services.memory.level >= .shedNewSessions { throw ServerError.memoryShort }
        let known = log.sessionState
        try checkBudget(known)
        let limits = services.sessionLimits
        if let turns = limits.turns, known.endedTurns + known.openTurns.count >= turns { throw ServerError.sessionTurnsSpent(turns) }
        if let time = limits.time, let created = log.created, Duration.microseconds(WallClock.microseconds - created) > time {
            throw ServerError.sessionTimeSpent(time)
        }
    }

    /// Also asked again when a turn that has waited begins.
    func checkBudget(_ known: SessionState) throws {
        guard let limit = services.sessionLimits.cost, known.cost >= limit else { return }
        services.metrics.budgetDenials.series(ServerMetrics.BudgetScope.session.rawValue).add()
        throw ServerError.sessionBudgetSpent(limit)
    }

    private func record(_ request: TurnRequest, _ turn: TurnID, _ log: SessionLog) async throws -> Int {
        try takePlace(log)
        services.reach(.accept)
        let events = try await log.append([.accepted(request.prompt, turn: turn)], durability: .flushed)
        request.log.info("turn accepted")
        state.withLock { $0.requests[turn] = request }
        return events[0].number
    }

    /// A session is counted once, with its first prompt; one whose first prompt could not be written has its place still.
    private func takePlace(_ log: SessionLog) throws {
        try state.withLock { state in
            guard (log.next == 1), !state.isCounted else { return }
            guard services.count.take() else { throw ServerError.tooManySessions(services.count.limit) }
            state.isCounted = true
        }
    }

    /// A session that has no event after all has no place either.
    private func giveBackPlace(_ log: SessionLog) {
        let isHeld = state.withLock { state in
            guard log.next == 1, state.isCounted, state.storing.isEmpty else { return false }
            state.isCounted = false
            return true
        }
        if isHeld { services.count.giveBack() }
    }

    /// The turn does not count any longer, and the next one may start.
    func over(_ turn: TurnID) {
        services.openTurns.giveBack()
        change { $0.ended(turn) }
    }

    /// One more follows a turn.
    func follow(_ turn: TurnID) { state.withLock { $0.turns.follow(turn) } }

    /// One of those who followed a turn has left.
    func leave(_ turn: TurnID) { change { $0.leave(turn, now: services.clock.now) } }

    /// Cuts off a turn, if it is not over.
    func interrupt(_ turn: TurnID, _ why: Interruption = .requested) { change { $0.interrupt(turn, why) } }

    /// Cuts off the running turn, if there is one.
    func interruptCurrent() -> TurnID? {
        guard let turn = state.withLock({ $0.openTurn }) else { return nil }
        interrupt(turn)
        return turn
    }

    /// Looks up where a caller wants to go on.
    func find(_ wish: TurnPlace.Wish) async throws -> TurnPlace.Found {
        let log = try await log()
        return try await TurnPlace.find(wish, in: log, log.sessionState)
    }

    /// Accepts nothing more.
    func close() { state.withLock { $0.turns.close() } }

    /// Cuts off every turn.
    func interruptAll(_ why: Interruption) { change { $0.interruptAll(why) } }

    /// Goes on after a restart: the turn that ran is over, those that waited run.
    func recover() async throws {
        let log = try await log()
        for open in log.sessionState.openTurns {
            guard !open.isRunning, let number = open.prompt, let prompt = try? await prompt(number) else {
                tell(.failed(.restarted), open.id)
                await write(.failed(.restarted), of: open.id)
                continue
            }
            let request = TurnRequest(
                prompt: prompt,
                trace: nil,
                log: logger.with([("turn.id", .string(open.id.text))]),
                time: services.clock.now
            )
            state.withLock { $0.requests[open.id] = request }
            services.openTurns.restore()
            change { $0.restore(open.id, now: services.clock.now) }
        }
    }

    private func prompt(_ number: Int) async throws -> AcceptedPrompt? {
        try await services.journal.events(of: id, after: number - 1, count: 1, byteLimit: 1).first.flatMap(AcceptedPrompt.init)
    }

    private func open() async throws -> SessionLog {
        let head = try await services.journal.head(of: id)
        let log = SessionLog(
            journal: services.journal,
            session: id,
            fence: services.fence,
            head: head,
            fold: SessionState.fold,
            now: { WallClock.microseconds }
        )
        if let head, SessionState(head.snapshot) == nil { throw ServerError.damagedSession(id) }
        if head == nil, let binding = try await adopted() { _ = try await log.append([.bound(binding)], durability: .flushed) }
        return log
    }

    private func adopted() async throws -> SessionBinding? {
        let (files, id) = (services.files, id)
        return try await BlockingExecutor.shared.run { try files.adopt(id) }
    }

    private func decide(_ body: (inout State) throws(SessionTurns.Refusal) -> [SessionTurns.Action]) throws -> [SessionTurns.Action] {
        let result: Result<[SessionTurns.Action], SessionTurns.Refusal> = state.withLock { state in
            guard !state.isLeaving else { return .failure(.leaving) }
            do throws(SessionTurns.Refusal) { return .success(try body(&state)) } catch { return .failure(error) }
        }
        return try result.get()
    }

    func change(_ decide: (inout SessionTurns) -> [SessionTurns.Action]) {
        perform(state.withLock { decide(&$0.turns) })
    }

    private func perform(_ actions: [SessionTurns.Action]) {
        for action in actions {
            switch action {
            case .start(let turn): services.nursery.add { await self.begin(turn) }
            case .interrupt(let turn, let why): services.nursery.add { await self.cutOff(turn, why) }
            case .drop(let turn, let why): drop(turn, why)
            }
        }
        services.alarm.set(deadline)
    }

    /// Ends a turn that has not begun. Whoever stores its prompt does that afterwards: what could not be stored has no end.
    private func drop(_ turn: TurnID, _ why: Interruption) {
        let ending = TurnEnding.interrupted(why, services.limits)
        let isStored = state.withLock { state in
            guard state.storing[turn] == nil else {
                state.storing[turn] = why
                return false
            }
            state.beginWriting(ending, of: turn)
            return true
        }
        guard isStored else { return }
        services.openTurns.giveBack()
        tell(ending, turn)
        services.nursery.add { await self.write(ending, of: turn) }
    }
}

extension SessionHost.State {
    /// The turn that runs and is not about to be over.
    var openTurn: TurnID? {
        guard let turn = turns.current, unwritten[turn] == nil else { return nil }
        return requests[turn] != nil || current?.id == turn ? turn : nil
    }

    /// An ending that waits to be written and that nobody is about to write; the caller is from now on.
    mutating func takeUnwritten() -> (turn: TurnID, ending: TurnEnding)? {
        guard let found = unwritten.first(where: { $0.key != turns.current && !writing.contains($0.key) }) else { return nil }
        writing.insert(found.key)
        return (found.key, found.value)
    }

    /// Somebody is about to write an ending.
    mutating func beginWriting(_ ending: TurnEnding, of turn: TurnID) {
        unwritten[turn] = ending
        writing.insert(turn)
    }

    /// Whether it is time to try again.
    mutating func takeRetry(_ now: Duration) -> Bool {
        guard let time = retry, time <= now else { return false }
        retry = nil
        return true
    }
}
