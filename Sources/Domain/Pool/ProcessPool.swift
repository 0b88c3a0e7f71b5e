/// Which agent processes there are, whose they are, and who gets the next one. Pure; times count from a common start.
///
/// At most `capacity` processes exist. A session's process stays for its next turn; when there is no room, the one that has been idle
/// longest goes. Spares wait for new sessions and are used once.
public struct ProcessPool: Sendable {
    /// Bounds.
    public struct Limits: Sendable, Hashable {
        /// Processes in all, those that start or end included.
        public var capacity = 4
        /// Spares of each kind that is wanted.
        public var spares = 1
        /// How long a process may be idle.
        public var idleTime = Duration.seconds(600)
        /// How old a process may become; it is ended between turns.
        public var age = Duration.seconds(4 * 3600)
        /// Bytes that parked processes, spares included, may hold together.
        public var idleBytes = Int.max
        /// How long nothing must have been started before a spare is: sessions that wait come first.
        public var settlingTime = Duration.milliseconds(500)

        /// The defaults.
        public init() {}
    }

    /// Why a process is ended.
    public enum Reason: String, Sendable, Hashable, CaseIterable {
        /// Its session had nothing to do for too long.
        case idle
        /// It has lived as long as it may.
        case age
        /// It, or all that are idle together, hold more memory than they may, or the machine is short of it.
        case memory
        /// Its place is needed.
        case evicted
        /// It failed, or its turn was cut off.
        case failed
        /// Its turn waits for somebody's answer.
        case parked
        /// Its session is being removed.
        case removed
        /// The server is being shut down.
        case shuttingDown = "shutting_down"
    }

    /// What is to be done.
    public enum Action: Sendable, Hashable {
        /// The session goes on in its own process.
        case use(ProcessNumber, SessionID)
        /// The new session takes a spare.
        case claim(ProcessNumber, SessionID)
        /// A process is to be started for the session.
        case start(ProcessNumber, SessionID)
        /// A spare is to be started.
        case startSpare(ProcessNumber, PoolKey)
        /// The process is to be ended.
        case end(ProcessNumber, Reason)
    }

    /// What a process does.
    enum State: Sendable, Hashable {
        case starting(SessionID?)
        case spare
        case idle(SessionID)
        case busy(SessionID)
        case ending
    }

    struct Entry: Sendable {
        let key: PoolKey
        let born: Duration
        var state: State
        /// Since when it is in this state.
        var since: Duration
        /// What it held when its last turn was over, or when it became a spare.
        var bytes = 0
    }

    struct Request: Sendable {
        let session: SessionID
        let key: PoolKey
        let isNew: Bool
    }

    /// The bounds.
    public let limits: Limits
    var entries: [ProcessNumber: Entry] = [:]
    var owners: [SessionID: ProcessNumber] = [:]
    var requests: [Request] = []
    var wanted: [PoolKey] = []
    var lastStart: Duration?
    var sparesPausedUntil: Duration?
    /// What the latest spare held, as the next one will.
    var spareBytes = 0
    var isClosed = false
    /// Whether nothing may be started for the moment.
    var isHeld = false
    private var lastNumber = 0

    /// How long no spare is started when one has failed.
    private static let pause = Duration.seconds(10)
    /// How long a process may be idle once the pool is closed.
    private static let closingTime = Duration.milliseconds(500)

    /// An empty pool.
    public init(limits: Limits) { self.limits = limits }

    /// Processes in all.
    public var count: Int { entries.count }
    /// Sessions that wait for a process.
    public var waitingCount: Int { requests.count }
    /// Processes by what they do.
    public var counts: PoolCounts { PoolCounts(entries.values.map(\.state)) }

    /// Keeps spares of these kinds, and no others.
    public mutating func keepSpares(of keys: [PoolKey], now: Duration) -> [Action] {
        wanted = keys
        let unwanted = entries.filter { $0.value.state == .spare && !keys.contains($0.value.key) }.keys.sorted()
        return unwanted.flatMap { end($0, .evicted, now) } + settle(now)
    }

    /// A session needs a process. It gets `use`, `claim` or `start`, now or later; it asks again only after that or `withdraw`.
    ///
    /// - Parameter isNew: Whether it has no conversation yet, so that a spare will do.
    public mutating func request(_ session: SessionID, _ key: PoolKey, isNew: Bool, now: Duration) -> [Action] {
        requests.append(Request(session: session, key: key, isNew: isNew))
        return settle(now)
    }

    /// The session does not wait any longer. Only for a request that has not been answered: what was given is `release`d or `end`ed.
    public mutating func withdraw(_ session: SessionID) { requests.removeAll { $0.session == session } }

    /// The process has been initialised: a spare waits from now on, another one works for its session.
    ///
    /// - Parameter bytes: The memory that a spare holds.
    public mutating func started(_ number: ProcessNumber, holding bytes: Int = 0, now: Duration) -> [Action] {
        guard let entry = entries[number], case .starting(let session) = entry.state else { return [] }
        set(number, session.map(State.busy) ?? .spare, now)
        guard session == nil else { return settle(now) }
        sparesPausedUntil = nil
        spareBytes = bytes
        entries[number]?.bytes = bytes
        return (wanted.contains(entry.key) ? [] : end(number, .evicted, now)) + settle(now) + shed(now)
    }

    /// The process has begun a turn that nobody asked for: it works again, unless it is on its way out.
    public mutating func beganByItself(_ number: ProcessNumber, now: Duration) {
        guard case .idle(let session) = entries[number]?.state else { return }
        set(number, .busy(session), now)
    }

    /// Holds back whatever would start a process, and parks none that becomes free; or ends that.
    public mutating func hold(_ isHeld: Bool, now: Duration) -> [Action] {
        self.isHeld = isHeld
        return (isHeld ? endIdle(because: .memory, now: now) : []) + settle(now)
    }

    /// The process's turn is over.
    ///
    /// - Parameters:
    ///   - reason: Why it must not be used again, if so.
    ///   - bytes: The memory that it holds.
    public mutating func release(
        _ number: ProcessNumber,
        ending reason: Reason? = nil,
        holding bytes: Int = 0,
        now: Duration
    ) -> [Action] {
        guard let entry = entries[number], case .busy(let session) = entry.state else { return [] }
        if let reason = reason ?? reasonNotToPark(entry, now) { return end(number, reason, now) + settle(now) }
        set(number, .idle(session), now)
        entries[number]?.bytes = bytes
        return settle(now) + shed(now)
    }

    /// One that may not wait at all is ended here, and not when it is due: else a quick next turn would be given it.
    private func reasonNotToPark(_ entry: Entry, _ now: Duration) -> Reason? {
        if isHeld { return .memory }
        if now - entry.born >= limits.age { return .age }
        return limits.idleTime <= .zero ? .idle : nil
    }

    /// The process is to be ended whatever it does.
    public mutating func end(_ number: ProcessNumber, because reason: Reason, now: Duration) -> [Action] {
        end(number, reason, now) + settle(now)
    }

    /// The process and all its descendants have gone.
    public mutating func ended(_ number: ProcessNumber, now: Duration) -> [Action] {
        guard let entry = entries.removeValue(forKey: number) else { return [] }
        owners = owners.filter { $0.value != number }
        pauseSpares(after: entry, now)
        return settle(now)
    }

    /// What has become due.
    public mutating func due(now: Duration) -> [Action] {
        var actions: [Action] = []
        for (number, entry) in entries.sorted(by: { $0.key < $1.key }) {
            switch entry.state {
            case .idle where now - entry.since >= idleTime: actions += end(number, isClosed ? .shuttingDown : .idle, now)
            case .idle where now - entry.born >= limits.age, .spare where now - entry.born >= limits.age:
                actions += end(number, .age, now)
            default: continue
            }
        }
        return actions + settle(now)
    }

    /// Ends the processes whose sessions have nothing to do.
    public mutating func endIdle(because reason: Reason, now: Duration) -> [Action] {
        let idle = entries.filter { if case .idle = $0.value.state { true } else { false } }.keys.sorted()
        return idle.flatMap { end($0, reason, now) } + settle(now)
    }

    /// Ends everything that is not busy, and starts nothing any more for anybody. A session may go on in its process if it asks at once.
    public mutating func close(now: Duration) -> [Action] {
        isClosed = true
        wanted = []
        let parked = entries.filter { $0.value.isParked || $0.value.state == .starting(nil) }.keys.sorted()
        return parked.flatMap { end($0, .shuttingDown, now) }
    }

    /// How long a process may be idle now.
    var idleTime: Duration { isClosed ? min(Self.closingTime, limits.idleTime) : limits.idleTime }

    mutating func takeNumber() -> ProcessNumber {
        lastNumber += 1
        return ProcessNumber(rawValue: lastNumber)
    }

    mutating func set(_ number: ProcessNumber, _ state: State, _ now: Duration) {
        entries[number]?.state = state
        entries[number]?.since = now
    }

    mutating func end(_ number: ProcessNumber, _ reason: Reason, _ now: Duration) -> [Action] {
        guard let entry = entries[number], entry.state != .ending else { return [] }
        if reason == .failed { pauseSpares(after: entry, now) }
        set(number, .ending, now)
        return [.end(number, reason)]
    }

    /// A spare that could not start, or ended unasked, is not tried again at once.
    private mutating func pauseSpares(after entry: Entry, _ now: Duration) {
        if entry.state == .starting(nil) || entry.state == .spare { sparesPausedUntil = now + Self.pause }
    }
}

extension ProcessPool.Entry {
    /// Whether nobody would miss it this moment.
    var isParked: Bool {
        switch state {
        case .spare, .idle: true
        case .starting, .busy, .ending: false
        }
    }
}
