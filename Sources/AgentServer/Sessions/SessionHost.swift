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
    let id: SessionID
    let services: SessionServices
    let logger: Logger
    let state: Mutex<State>
    /// What a turn's events are decided and stored in, so that they are stored in the order in which they were decided.
    let order = OrderedSection()
    /// What changes of its record are made in, one after another.
    let changes = OrderedSection()
    let recovering = Once<Void>()
    /// What its processes ask and wait to hear.
    let held = HeldAnswers()
    private let opening = Once<SessionLog>()
    private let whenIdle: @Sendable (SessionHost) -> Void

    /// - Parameter whenIdle: Called when something has ended, and perhaps nothing goes on any more.
    init(_ id: SessionID, _ services: SessionServices, whenIdle: @escaping @Sendable (SessionHost) -> Void = { _ in }) {
        self.id = id
        self.whenIdle = whenIdle
        self.services = services
        logger = services.log.with([("session.id", .string(id.text))])
        state = Mutex(State(turns: SessionTurns(limits: services.limits), calls: OpenCalls(hold: services.hold, canPostpone: false)))
    }

    /// The session's log, read from the journal at first.
    ///
    /// - Throws: `JournalError`, `ServerError` when the session's files are damaged.
    func log() async throws -> SessionLog { try await opening.value { try await open() } }

    /// Whether nothing runs, waits or is kept.
    var isIdle: Bool { state.withLock { $0.turns.isEmpty && $0.agent == nil && $0.unwritten.isEmpty } }

    /// Something has ended.
    func settle() { if isIdle { whenIdle(self) } }

    /// When something will be due; see `due`.
    var deadline: Duration? {
        state.withLock { [$0.turns.deadline, $0.calls.deadline, $0.tries.time, $0.retry].compactMap { $0 }.min() }
    }

    /// Cuts off what has become due, and writes what could not be written.
    func due(_ now: Duration) {
        change { $0.due(now: now) }
        // Decided here and now, or it would still be due.
        if let due = state.withLock({ $0.takeDueCalls(now) }) { services.nursery.add { await self.carryOut(due.actions, due.turn) } }
        if let turn = state.withLock({ $0.takeResumable(now) }) { resume(turn) }
        guard state.withLock({ $0.takeRetry(now) }) else { return }
        services.nursery.add {
            do { try await self.writeEndings(try await self.log()) } catch { self.retryLater() }
        }
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

    /// Turns that come after one that has no process because it waits.
    var behindParked: Int { state.withLock { $0.turns.isParked ? $0.turns.queued.count : 0 } }

    /// Accepts nothing more.
    func close() { state.withLock { $0.turns.close() } }

    /// Cuts off every turn.
    func interruptAll(_ why: Interruption) { change { $0.interruptAll(why) } }

    func change(_ decide: (inout SessionTurns) -> [SessionTurns.Action]) {
        perform(state.withLock { decide(&$0.turns) })
    }

    func perform(_ actions: [SessionTurns.Action]) {
        for action in actions {
            switch action {
            case .start(let turn): services.nursery.add { await self.begin(turn) }
            case .interrupt(let turn, let why): services.nursery.add { await self.cutOff(turn, why) }
            case .drop(let turn, let why): drop(turn, why)
            case .end(let turn, _): services.nursery.add { await self.endParked(turn) }
            }
        }
        services.alarm.set(deadline)
    }
}
