import Domain
import TestSupport
import Testing

/// Random lives of a session against what must hold of every one.
@Suite struct SessionTurnsPropertyTests {
    @Test(arguments: 0..<20) func everyTurnComesToOneEnd(block: UInt64) throws {
        for seed in block * 100..<(block + 1) * 100 {
            var life = SessionLife(seed: seed)
            for _ in 0..<200 { life.step() }
            life.finish()
            if let fault = life.fault { Issue.record("seed \(seed): \(fault)") }
        }
    }
}

/// A session that is driven at random, and a model of it.
private struct SessionLife {
    private enum Stage { case accepted, recorded, started, interrupted, over }

    private var random: SeededRandom
    private var turns: SessionTurns
    private let depth: Int
    private var now = Duration.zero
    private var stages: [TurnID: Stage] = [:]
    private var followers: [TurnID: Int] = [:]
    private var isClosed = false
    private var last = 0
    private(set) var fault: String?

    init(seed: UInt64) {
        random = SeededRandom(seed: seed)
        var limits = SessionTurns.Limits()
        limits.depth = Int.random(in: 0...4, using: &random)
        limits.wallClock = .seconds(Int.random(in: 1...60, using: &random))
        limits.absence = .seconds(Int.random(in: 0...60, using: &random))
        depth = limits.depth
        turns = SessionTurns(limits: limits)
        for _ in 0..<Int.random(in: 0...2, using: &random) {
            let id = next()
            stages[id] = .recorded
            apply(turns.restore(id, now: now))
        }
    }

    mutating func step() {
        guard fault == nil else { return }
        now += .seconds(Int.random(in: 0...3, using: &random))
        act(Int.random(in: 0..<100, using: &random))
        check()
    }

    private mutating func act(_ choice: Int) {
        switch choice {
        case 0..<30: accept(next(), BusyPolicy.allCases.randomElement(using: &random) ?? .enqueue)
        case 30..<50: record()
        case 50..<58: if let id = turns.current { turns.began(id, now: now) }
        case 58..<70: if let id = turns.current { end(id) }
        case 70..<73: beginByItself(next())
        case 73..<78: if let id = anyTurn { apply(turns.interrupt(id, .requested)) }
        case 78..<83: if let id = anyTurn, let count = followers[id] { follow(id, count) }
        case 83..<91: if let id = anyTurn, let count = followers[id], count > 0 { leave(id, count) }
        case 91..<96: passTime()
        case 96..<98: if let id = turns.current { wait(id) }
        case 98: apply(turns.interruptAll(.shuttingDown))
        default: if Int.random(in: 0..<10, using: &random) == 0 { close() }
        }
    }

    private mutating func next() -> TurnID {
        last += 1
        return turn(last)
    }

    private var anyTurn: TurnID? { mutating get { stages.filter { $0.value != .over }.keys.sorted().randomElement(using: &random) } }

    private mutating func accept(_ id: TurnID, _ policy: BusyPolicy) {
        let wasEmpty = turns.isEmpty
        do {
            try turns.accept(id, policy)
            if isClosed || (policy == .reject && !wasEmpty) { fault = "\(id) accepted (\(policy))" }
            stages[id] = .accepted
            followers[id] = 1
        } catch {
            let isRight =
                switch error {
                case .closed: isClosed
                case .busy: policy == .reject && !wasEmpty
                case .full: turns.queued.count >= depth && !wasEmpty
                case .leaving: false
                }
            if !isRight { fault = "\(id) refused: \(error)" }
        }
    }

    private mutating func record() {
        guard let id = stages.filter({ $0.value == .accepted }).keys.sorted().randomElement(using: &random) else { return }
        guard Int.random(in: 0..<10, using: &random) > 0 else { return end(id) }
        stages[id] = .recorded
        apply(turns.recorded(id))
    }

    private mutating func end(_ id: TurnID) {
        stages[id] = .over
        apply(turns.ended(id))
    }

    private mutating func beginByItself(_ id: TurnID) {
        let wasFree = turns.current == nil
        let isBegun = turns.beganByItself(id, now: now)
        if isBegun != wasFree { fault = "a turn of the agent's own began beside another" }
        if isBegun { stages[id] = .started }
    }

    private mutating func follow(_ id: TurnID, _ count: Int) {
        turns.follow(id)
        followers[id] = count + 1
    }

    private mutating func leave(_ id: TurnID, _ count: Int) {
        followers[id] = count - 1
        apply(turns.leave(id, now: now))
    }

    /// It waits for an answer, with a process or without, or goes on.
    private mutating func wait(_ id: TurnID) {
        switch Int.random(in: 0..<4, using: &random) {
        case 0: turns.waits(id, now: now)
        case 1: park(id)
        case 2: turns.resumed(id)
        default: turns.goesOn(id, now: now)
        }
    }

    /// What a stop of the server has cut off is left for the next one.
    private mutating func park(_ id: TurnID) {
        apply(turns.parked(id, now: now))
        if stages[id] == .interrupted, turns.interruption == nil { stages[id] = .started }
    }

    private mutating func close() {
        isClosed = true
        turns.close()
    }

    /// Nothing is due before the deadline, something at it.
    private mutating func passTime() {
        let deadline = turns.deadline
        if let deadline, deadline > now {
            let early = turns.due(now: deadline - .nanoseconds(1))
            if !early.isEmpty { fault = "\(early) before \(deadline)" }
            now = deadline
        }
        let actions = turns.due(now: now)
        if deadline == nil, !actions.isEmpty { fault = "\(actions) without a deadline" }
        if deadline != nil, actions.isEmpty { fault = "nothing to do at \(now), the deadline" }
        apply(actions)
    }

    private mutating func apply(_ actions: [SessionTurns.Action]) {
        for action in actions {
            switch action {
            case .start(let id): move(id, from: [.recorded], to: .started)
            case .interrupt(let id, let why): interrupt(id, why)
            case .drop(let id, let why): drop(id, why)
            case .end(let id, let why):
                if !turns.isParked { fault = "\(id) ends though a process has it" }
                if stages[id] != .interrupted { interrupt(id, why) }
            }
        }
    }

    private mutating func interrupt(_ id: TurnID, _ why: Interruption) {
        if why == .abandoned, followers[id] ?? 0 > 0 { fault = "\(id) is followed, and abandoned" }
        move(id, from: [.started], to: .interrupted)
    }

    private mutating func drop(_ id: TurnID, _ why: Interruption) {
        if why == .abandoned, followers[id] ?? 0 > 0 { fault = "\(id) is followed, and abandoned" }
        move(id, from: [.accepted, .recorded], to: .over)
    }

    private mutating func move(_ id: TurnID, from: [Stage], to: Stage) {
        guard let stage = stages[id], from.contains(stage) else {
            return fault = "\(id) goes from \(stages[id], default: "nothing") to \(to)"
        }
        stages[id] = to
    }

    private mutating func check() {
        guard fault == nil else { return }
        let running = stages.filter { $0.value == .started || $0.value == .interrupted }
        let waiting = stages.filter { $0.value == .accepted || $0.value == .recorded }
        if running.keys.first != turns.current || running.count > 1 { fault = "\(running) run, it says \(turns.current, default: "none")" }
        if Set(turns.queued) != Set(waiting.keys) { fault = "\(turns.queued) wait, not \(waiting)" }
        if turns.current == nil, let first = turns.queued.first, stages[first] == .recorded { fault = "\(first) could start" }
        if turns.isEmpty != stages.values.allSatisfy({ $0 == .over }) { fault = "empty or not?" }
    }

    /// Ends everything there is; what has been accepted has come to its end then.
    mutating func finish() {
        var rounds = 0
        while fault == nil, !turns.isEmpty, rounds < 100 {
            rounds += 1
            if let id = turns.current { end(id) } else { record() }
        }
        if fault == nil, stages.values.contains(where: { $0 != .over }) { fault = "left over: \(stages.filter { $0.value != .over })" }
    }
}
