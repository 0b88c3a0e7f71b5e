import Domain
import TestSupport
import Testing

/// Random lives of a pool against what must hold of every one.
@Suite struct ProcessPoolPropertyTests {
    @Test(arguments: 0..<20) func everySessionGetsAProcessOfItsOwn(block: UInt64) throws {
        for seed in block * 100..<(block + 1) * 100 {
            var life = PoolLife(seed: seed)
            for _ in 0..<200 { life.step() }
            life.finish()
            if let fault = life.fault { Issue.record("seed \(seed): \(fault)") }
        }
    }
}

/// A pool that is driven at random, and a model of it.
private struct PoolLife {
    enum State: Equatable { case starting(SessionID?), spare, idle(SessionID), busy(SessionID), ending(SessionID?) }

    private var random: SeededRandom
    private var pool: ProcessPool
    private let capacity: Int
    private let spares: Int
    private let keys = (1...3).map { PoolKey(rawValue: "k\($0)") }
    private let sessions = (1...7).map(session)
    private var now = Duration.zero
    private var states: [ProcessNumber: State] = [:]
    private var kinds: [ProcessNumber: PoolKey] = [:]
    private var claimed: Set<ProcessNumber> = []
    /// Who waits, in order.
    private var waiting: [(session: SessionID, key: PoolKey, isNew: Bool)] = []
    /// Who waited when the end began, and waits still.
    private var owed: Set<SessionID> = []
    private var isClosed = false
    private(set) var fault: String?

    init(seed: UInt64) {
        random = SeededRandom(seed: seed)
        var limits = ProcessPool.Limits()
        limits.capacity = Int.random(in: 1...5, using: &random)
        limits.spares = Int.random(in: 0...2, using: &random)
        limits.idleTime = .seconds(Int.random(in: 1...60, using: &random))
        limits.age = .seconds(Int.random(in: 1...120, using: &random))
        (capacity, spares) = (limits.capacity, limits.spares)
        pool = ProcessPool(limits: limits)
    }

    mutating func step() {
        guard fault == nil else { return }
        now += .milliseconds(Int.random(in: 0...900, using: &random))
        act(Int.random(in: 0..<1000, using: &random))
        check()
    }

    private mutating func act(_ choice: Int) {
        switch choice {
        case 0..<280: if let session = sessions.randomElement(using: &random) { ask(session) }
        case 280..<310: if let index = waiting.indices.randomElement(using: &random) { withdraw(index) }
        case 310..<500: if let number = any(\.isStarting) { started(number) }
        case 500..<660: if let number = any(\.isBusy) { release(number, Bool.random(using: &random) ? nil : .memory) }
        case 660..<690: if let number = any({ _ in true }) { end(number) }
        case 690..<870: if let number = any(\.isEnding) { ended(number) }
        case 870..<900: if let number = any({ _ in true }) { ended(number) }
        case 900..<940: keepSpares()
        case 940..<998: passTime()
        default: if Int.random(in: 0..<10, using: &random) == 0 { close() }
        }
    }

    private mutating func any(_ isMeant: (State) -> Bool) -> ProcessNumber? {
        states.filter { isMeant($0.value) }.keys.sorted().randomElement(using: &random)
    }

    private func process(of session: SessionID) -> ProcessNumber? { states.first { $0.value.session == session }?.key }

    private mutating func ask(_ session: SessionID) {
        let own = process(of: session)
        guard !waiting.contains(where: { $0.session == session }), own.map({ states[$0] != .starting(session) }) ?? true else { return }
        let key = keys[Int.random(in: 0..<10, using: &random) < 8 ? 0 : Int.random(in: 0...2, using: &random)]
        let isIdle = own.map { states[$0] == .idle(session) && kinds[$0] == key } ?? false
        let isNew = own == nil && Bool.random(using: &random)
        waiting.append((session, key, isNew))
        let actions = pool.request(session, key, isNew: isNew, now: now)
        if let own, isIdle, actions.first != .use(own, session) { fault = "\(session) has \(own), and gets \(actions)" }
        apply(actions)
    }

    private mutating func withdraw(_ index: Int) { pool.withdraw(waiting.remove(at: index).session) }

    private mutating func started(_ number: ProcessNumber) {
        if case .starting(let session) = states[number] { states[number] = session.map(State.busy) ?? .spare }
        apply(pool.started(number, now: now))
    }

    private mutating func release(_ number: ProcessNumber, _ reason: ProcessPool.Reason?) {
        guard case .busy(let session) = states[number] else { return }
        states[number] = .idle(session)
        apply(pool.release(number, ending: reason, now: now))
        if reason != nil, states[number] != .ending(session) { fault = "\(number) is to end, and does not" }
    }

    private mutating func end(_ number: ProcessNumber) { apply(pool.end(number, because: .failed, now: now)) }

    private mutating func ended(_ number: ProcessNumber) {
        states[number] = nil
        apply(pool.ended(number, now: now))
    }

    private mutating func keepSpares() {
        apply(pool.keepSpares(of: Array(keys.shuffled(using: &random).prefix(Int.random(in: 0...3, using: &random))), now: now))
    }

    private mutating func close() {
        isClosed = true
        apply(pool.close(now: now))
        if any(\.isIdle) != nil || any({ $0 == .spare }) != nil { fault = "parked in a closed pool: \(states)" }
    }

    /// Nothing is due before the deadline, something at it.
    private mutating func passTime() {
        let deadline = pool.deadline
        if let deadline, deadline > now {
            let early = pool.due(now: deadline - .nanoseconds(1))
            if !early.isEmpty { fault = "\(early) before \(deadline)" }
            now = deadline
        }
        let actions = pool.due(now: now)
        if deadline == nil, !actions.isEmpty { fault = "\(actions) without a deadline" }
        if deadline != nil, actions.isEmpty { fault = "nothing to do at \(now), the deadline" }
        apply(actions)
    }

    private mutating func apply(_ actions: [ProcessPool.Action]) {
        for action in actions {
            switch action {
            case .use(let number, let session): use(number, session)
            case .claim(let number, let session): claim(number, session)
            case .start(let number, let session): start(number, session)
            case .startSpare(let number, let key): startSpare(number, key)
            case .end(let number, _): noteEnd(number)
            }
        }
    }

    private mutating func use(_ number: ProcessNumber, _ session: SessionID) {
        let request = taken(session)
        if states[number] != .idle(session) || kinds[number] != request?.key { fault = "\(session) goes on in \(number)" }
        states[number] = .busy(session)
    }

    private mutating func claim(_ number: ProcessNumber, _ session: SessionID) {
        let other = process(of: session)
        let request = taken(session)
        let isRight = states[number] == .spare && other == nil && kinds[number] == request?.key && request?.isNew == true
        if !isRight || isClosed || !claimed.insert(number).inserted {
            fault = "\(session) claims \(number), \(states[number], default: "gone")"
        }
        states[number] = .busy(session)
    }

    private mutating func start(_ number: ProcessNumber, _ session: SessionID) {
        if let other = process(of: session) { fault = "\(session) has \(other), and gets \(number)" }
        let first = waiting.first { process(of: $0.session) == nil }?.session
        if first != session { fault = "\(session) is served before \(first, default: "nobody")" }
        kinds[number] = taken(session)?.key
        add(number, .starting(session))
    }

    private mutating func startSpare(_ number: ProcessNumber, _ key: PoolKey) {
        if !waiting.isEmpty { fault = "a spare is started while \(waiting.count) wait" }
        if kinds.count(where: { $0.value == key && states[$0.key]?.isSpare == true }) >= spares { fault = "one spare too many" }
        kinds[number] = key
        add(number, .starting(nil))
    }

    private mutating func add(_ number: ProcessNumber, _ state: State) {
        if states[number] != nil || isClosed { fault = "\(number) is started\(isClosed ? " in a closed pool" : " twice")" }
        states[number] = state
        if states.count > capacity { fault = "\(states.count) processes, \(capacity) allowed" }
    }

    private mutating func noteEnd(_ number: ProcessNumber) {
        guard let state = states[number], !state.isEnding else { return fault = "\(number) is ended, and has been" }
        states[number] = .ending(state.session)
    }

    /// The request that has been answered.
    private mutating func taken(_ session: SessionID) -> (session: SessionID, key: PoolKey, isNew: Bool)? {
        guard let index = waiting.firstIndex(where: { $0.session == session }) else {
            fault = "\(session) gets what it has not asked for"
            return nil
        }
        owed.remove(session)
        return waiting.remove(at: index)
    }

    private mutating func check() {
        let counts = pool.counts
        let found = [counts.starting, counts.spare, counts.idle, counts.busy, counts.ending]
        let tests: [(State) -> Bool] = [\.isStarting, { $0 == .spare }, \.isIdle, \.isBusy, \.isEnding]
        let wanted = tests.map { test in states.values.count { test($0) } }
        if fault == nil, found != wanted { fault = "it counts \(found), there are \(wanted)" }
        if fault == nil, pool.count != states.count { fault = "it has \(pool.count), there are \(states.count)" }
        if fault == nil, pool.waitingCount != waiting.count { fault = "\(pool.waitingCount) wait, not \(waiting.count)" }
    }

    /// Everybody who waits is served when processes go on being released and ended, however often others ask again.
    mutating func finish() {
        var rounds = 0
        owed = Set(waiting.map(\.session))
        while fault == nil, !owed.isEmpty, !isClosed, rounds < 400 {
            rounds += 1
            if let number = any(\.isEnding) {
                ended(number)
            } else if let number = any(\.isStarting) {
                started(number)
            } else if let number = any(\.isBusy) {
                if let session = states[number]?.session, Bool.random(using: &random) { ask(session) }
                release(number, nil)
            }
            check()
        }
        if fault == nil, !isClosed, !owed.isEmpty { fault = "\(owed) wait for ever beside \(states)" }
    }
}

extension PoolLife.State {
    fileprivate var session: SessionID? {
        switch self {
        case .starting(let session), .ending(let session): session
        case .idle(let session), .busy(let session): session
        case .spare: nil
        }
    }
    fileprivate var isStarting: Bool { if case .starting = self { true } else { false } }
    fileprivate var isIdle: Bool { if case .idle = self { true } else { false } }
    fileprivate var isBusy: Bool { if case .busy = self { true } else { false } }
    fileprivate var isEnding: Bool { if case .ending = self { true } else { false } }
    fileprivate var isSpare: Bool { self == .spare || self == .starting(nil) }
}
