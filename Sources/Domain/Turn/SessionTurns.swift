/// The turns of one session: which one runs, which wait, and which have to be cut off. Pure; times count from a common start.
///
/// One turn runs at a time. A prompt is `accept`ed, then `recorded` once it is safe; from then on it reaches `ended` exactly once.
public struct SessionTurns: Sendable {
    /// Bounds of a session's turns.
    public struct Limits: Sendable, Hashable {
        /// How many turns may wait.
        public var depth = 8
        /// How long a turn may run.
        public var wallClock = Duration.seconds(1800)
        /// How long a turn goes on when nobody follows it; zero interrupts it as soon as its client leaves.
        public var absence = Duration.seconds(300)

        /// A client needs so much time at least to find its turn again after a restart.
        static let restoredAbsence = Duration.seconds(300)

        /// The defaults.
        public init() {}
    }

    /// Why a prompt is not accepted.
    public enum Refusal: Error, Sendable, Hashable {
        /// A turn runs or waits, and the prompt was not to wait.
        case busy
        /// As many turns wait as may.
        case full
        /// The session takes no more prompts.
        case closed
        /// The session is being removed.
        case leaving
    }

    /// What is to be done.
    public enum Action: Sendable, Hashable {
        /// The turn is to be run. The session has no other one.
        case start(TurnID)
        /// The running turn is to be cut off; it then ends.
        case interrupt(TurnID, Interruption)
        /// A turn that has not been started ends without running.
        case drop(TurnID, Interruption)
        /// The parked turn ends as it is: no process has it.
        case end(TurnID, Interruption)
    }

    /// Who looks at a turn.
    public enum Attendance: Sendable, Hashable {
        /// Somebody who follows it, and whose departure counts.
        case followed
        /// Nobody in particular: it is never abandoned.
        case unattended
    }

    struct Entry: Sendable {
        let id: TurnID
        var isRecorded: Bool
        /// Whether the agent began it by itself: those who look at it owe it nothing.
        var isUnasked = false
        /// The turn that it takes the place of.
        var supersedes: TurnID?
        /// Whether nobody has to follow it.
        var isUnattended = false
        /// Whether it was accepted before a restart, so that its client has lost it through no wish of its own.
        var isRestored = false
        var followers = 0
        /// Since when nobody follows.
        var unattendedSince: Duration?
        /// Since when it works, as against waits for a process; later by as long as it has waited for somebody's answer.
        var began: Duration?
        /// Since when it waits for somebody's answer.
        var waitingSince: Duration?
        /// Whether no process has it while it waits.
        var isParked = false
        var interruption: Interruption?

        /// When it will have gone on alone for too long.
        func abandonment(_ limits: Limits) -> Duration? {
            unattendedSince.map { $0 + (isRestored ? max(limits.absence, Limits.restoredAbsence) : limits.absence) }
        }

        /// When it will have taken too long.
        func end(_ limits: Limits) -> Duration? { waitingSince == nil ? began.map { $0 + limits.wallClock } : nil }

        func isAbandoned(_ now: Duration, _ limits: Limits) -> Bool { abandonment(limits).map { now >= $0 } ?? false }
    }

    /// The bounds.
    public let limits: Limits
    var running: Entry?
    private var waiting: [Entry] = []
    /// Whether no prompt is accepted any more.
    public private(set) var isClosed = false

    /// A session without turns.
    public init(limits: Limits = Limits()) { self.limits = limits }

    /// The turn that runs, or is about to.
    public var current: TurnID? { running?.id }
    /// Turns that wait, in order.
    public var queued: [TurnID] { waiting.map(\.id) }
    /// Whether no turn runs or waits.
    public var isEmpty: Bool { running == nil && waiting.isEmpty }
    /// Why the running turn is being cut off, if it is.
    public var interruption: Interruption? { running?.interruption }

    /// Takes a prompt in. It has one follower unless it is unattended, and starts once it has been recorded.
    ///
    public mutating func accept(
        _ id: TurnID,
        _ policy: BusyPolicy = .enqueue,
        _ attendance: Attendance = .followed
    ) throws(Refusal) {
        guard !isClosed else { throw .closed }
        guard policy != .reject || isEmpty else { throw .busy }
        var entry = Entry(id: id, isRecorded: false)
        entry.isUnattended = attendance == .unattended
        entry.followers = entry.isUnattended ? 0 : 1
        guard policy == .interrupt else {
            guard waiting.count < limits.depth + (running == nil ? 1 : 0) else { throw .full }
            return waiting.append(entry)
        }
        // Beside the one that is about to run there is the one that it takes the place of.
        guard waiting.count < limits.depth + (running == nil ? 2 : 0) else { throw .full }
        entry.supersedes = running?.id ?? waiting.first?.id
        waiting.insert(entry, at: 0)
    }

    /// Takes back in what was accepted before a restart. Nobody can have followed it meanwhile: the time that it may go on alone begins
    /// when it does.
    public mutating func restore(_ id: TurnID, _ attendance: Attendance = .followed, now: Duration) -> [Action] {
        var entry = Entry(id: id, isRecorded: true)
        entry.isRestored = true
        entry.isUnattended = attendance == .unattended
        waiting.append(entry)
        return startNext()
    }

    /// The prompt is safe: the turn may start, and what it supersedes is cut off.
    public mutating func recorded(_ id: TurnID) -> [Action] {
        change(id) { $0.isRecorded = true }
        let superseded = waiting.first { $0.id == id }?.supersedes.map { supersede($0) } ?? []
        return superseded + startNext()
    }

    /// The agent has begun a turn by itself; false when there is one already, which it then belongs to.
    public mutating func beganByItself(_ id: TurnID, now: Duration) -> Bool {
        guard running == nil else { return false }
        var entry = Entry(id: id, isRecorded: true)
        entry.isUnasked = true
        entry.began = now
        running = entry
        return true
    }

    /// The running turn has been given to a process: its time runs.
    public mutating func began(_ id: TurnID, now: Duration) {
        guard running?.id == id else { return }
        running?.began = now
        guard let entry = running, entry.isRestored, !entry.isUnattended, entry.followers == 0 else { return }
        running?.unattendedSince = now
    }

    /// The turn is over, or could not be recorded.
    public mutating func ended(_ id: TurnID) -> [Action] {
        if running?.id == id { running = nil } else { waiting.removeAll { $0.id == id } }
        return startNext()
    }

    /// Somebody wants the turn cut off; nothing happens to one that is over.
    public mutating func interrupt(_ id: TurnID, _ why: Interruption) -> [Action] {
        if running?.id == id { return interrupt(why) }
        return drop(why) { $0.id == id } + startNext()
    }

    /// One more follows the turn.
    public mutating func follow(_ id: TurnID) {
        change(id) { entry in
            entry.followers += 1
            entry.unattendedSince = nil
        }
    }

    /// One of those who followed the turn has left.
    public mutating func leave(_ id: TurnID, now: Duration) -> [Action] {
        change(id) { entry in
            guard entry.followers > 0 else { return }
            entry.followers -= 1
            if entry.followers == 0, !entry.isUnasked, !entry.isUnattended { entry.unattendedSince = now }
        }
        return due(now: now)
    }

    /// No prompt is accepted any more.
    public mutating func close() { isClosed = true }

    /// Cuts off everything. A stop of the server leaves a parked turn, and what waits behind it, for the next one.
    public mutating func interruptAll(_ why: Interruption) -> [Action] {
        if why == .shuttingDown, running?.isParked == true { return [] }
        return drop(why) { _ in true } + interrupt(why)
    }

    /// What has to be cut off by now.
    public mutating func due(now: Duration) -> [Action] {
        let limits = limits
        return drop(.abandoned) { $0.isAbandoned(now, limits) } + overdueOfRunning(now) + startNext()
    }

    /// When `due` has to be asked again; `nil` when nothing waits for a time.
    public var deadline: Duration? {
        ((running.map { [$0] } ?? []) + waiting).filter { $0.interruption == nil }.flatMap { entry in
            [entry.end(limits), entry.abandonment(limits)].compactMap { $0 }
        }.min()
    }

    private mutating func overdueOfRunning(_ now: Duration) -> [Action] {
        guard let running else { return [] }
        if let end = running.end(limits), now >= end { return interrupt(.timedOut) }
        return running.isAbandoned(now, limits) ? interrupt(.abandoned) : []
    }

    private mutating func supersede(_ id: TurnID) -> [Action] {
        running?.id == id ? interrupt(.superseded) : drop(.superseded) { $0.id == id }
    }

    private mutating func drop(_ why: Interruption, _ isMeant: (Entry) -> Bool) -> [Action] {
        let dropped = waiting.filter(isMeant).map(\.id)
        waiting.removeAll(where: isMeant)
        return dropped.map { .drop($0, why) }
    }

    private mutating func interrupt(_ why: Interruption) -> [Action] {
        guard let entry = running, entry.interruption == nil else { return [] }
        running?.interruption = why
        return [entry.isParked ? .end(entry.id, why) : .interrupt(entry.id, why)]
    }

    private mutating func startNext() -> [Action] {
        guard running == nil, let next = waiting.first, next.isRecorded else { return [] }
        running = waiting.removeFirst()
        return [.start(next.id)]
    }

    private mutating func change(_ id: TurnID, _ body: (inout Entry) -> Void) {
        if running?.id == id, var entry = running {
            body(&entry)
            running = entry
        } else if let index = waiting.firstIndex(where: { $0.id == id }) {
            body(&waiting[index])
        }
    }
}
