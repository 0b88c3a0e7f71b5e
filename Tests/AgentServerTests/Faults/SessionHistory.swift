import Domain
import HTTP
import Journal

@testable import AgentServer

/// One session of a history: what its journal has said until now.
struct SessionHistory {
    /// What the journal says of one turn.
    struct TurnRecord {
        var prompt: String?
        var uuid: String?
        var isStarted = false
        /// The calls that it waits for, and those that have been answered.
        var waiting: Set<String> = []
        var answered: Set<String> = []
        var isParked = false
        var ending: TurnEnding?
        /// What the agent has said of itself.
        var memory: AgentMemory?

        var isOpen: Bool { ending == nil }

        /// Takes in an event of a turn that waits; gives what is wrong with it.
        fileprivate mutating func wait(_ event: JournalEvent) -> [String] {
            guard isStarted else { return ["\(event.kind.rawValue) before the start"] }
            switch event.kind {
            case .turnWaiting:
                waiting = Set(WaitingCall.all(event).map(\.id))
                return waiting.isEmpty ? ["waits for nothing"] : waiting.isDisjoint(with: answered) ? [] : ["waits for what was answered"]
            case .callAnswered:
                guard let call = CallAnswer(event)?.toolUseID else { return ["an answer to nothing"] }
                waiting.remove(call)
                return answered.insert(call).inserted ? [] : ["answered \(call) twice"]
            case .turnParked:
                defer { isParked = true }
                return isParked ? ["parked twice"] : []
            default:
                defer { isParked = false }
                return (isParked ? [] : ["goes on, and was not parked"]) + (waiting.isEmpty ? [] : ["goes on without its answers"])
            }
        }
    }

    private(set) var events: [JournalEvent] = []
    private(set) var folder: String?
    private(set) var turns: [TurnID: TurnRecord] = [:]
    /// Turns in the order of their ends.
    private(set) var ended: [TurnID] = []
    private var state = SessionState()
    /// Whether it has been removed.
    private(set) var isGone = false

    /// Its journal is not there any more, as somebody wanted.
    mutating func remove() { isGone = true }

    /// Takes in what is stored after `number`; gives what is wrong with it.
    mutating func read(after number: Int, _ found: [JournalEvent], _ snapshot: SessionSnapshot?) -> [String] {
        if isGone { return found.isEmpty ? [] : ["removed, and there again"] }
        let known = events.dropFirst(number)
        var wrong = zip(known, found).filter { $0 != $1 }.map {
            "event \($0.0.number) is different: \(Self.words($0.0)), now \(Self.words($0.1))"
        }
        if found.count < known.count { wrong.append("events \(number + found.count + 1) to \(events.count) are not there any more") }
        for event in found.dropFirst(known.count) { wrong += add(event) }
        if let snapshot, SessionState(snapshot) != state { wrong.append("the snapshot is not what the events make of it") }
        return wrong
    }

    private mutating func add(_ event: JournalEvent) -> [String] {
        var wrong: [String] = []
        if event.number != events.count + 1 { wrong.append("event \(event.number) follows event \(events.count)") }
        if let last = events.last, event.time <= last.time { wrong.append("event \(event.number) is not later than the one before it") }
        if event.kind == .sessionBound, let binding = SessionBinding(event) {
            if let folder, folder != binding.folder {
                wrong.append("event \(event.number) moves the session from \(folder) to \(binding.folder)")
            }
            folder = binding.folder
        }
        if state.isTerminated { wrong.append("event \(event.number), \(event.kind.rawValue), after the session's end") }
        events.append(event)
        state.apply(event)
        if event.kind == .sessionTerminated, !state.openTurns.isEmpty { wrong.append("the session is over, and turns are not") }
        if let turn = event.turn { wrong += add(event, to: turn).map { "event \(event.number), turn \(turn): \($0)" } }
        return wrong
    }

    private mutating func add(_ event: JournalEvent, to turn: TurnID) -> [String] {
        let known = turns[turn]
        var record = known ?? TurnRecord()
        defer { turns[turn] = record }
        if known?.ending != nil { return ["\(event.kind.rawValue) after the end"] }
        switch event.kind {
        case .promptAccepted:
            let prompt = AcceptedPrompt(event)
            (record.prompt, record.uuid) = (prompt?.text, prompt?.uuid)
            return known == nil ? [] : ["accepted twice"]
        case .turnStarted:
            defer { record.isStarted = true }
            return record.isStarted ? ["started twice"] : []
        case .frame:
            record.memory = AgentMemory(event.body) ?? record.memory
            return (record.isStarted ? [] : ["a frame before the start"]) + (record.isParked ? ["a frame though no process has it"] : [])
        case .turnWaiting, .callAnswered, .turnParked, .turnContinued: return record.wait(event)
        default:
            record.ending = TurnEnding(event)
            ended.append(turn)
            if record.isParked, record.ending?.failure == .restarted { return ["lost, though it waited without a process"] }
            return known == nil ? ["ended, and never begun"] : []
        }
    }

    /// What a client saw of a turn, against what is stored of it.
    func check(events seen: [ServerSentEvent], of turn: TurnID?) -> [String] {
        let numbers = seen.compactMap { $0.id.flatMap { Int($0) } }
        var wrong = zip(numbers, numbers.dropFirst()).filter { $0 >= $1 }.map { "event \($1) came after event \($0)" }
        for event in seen {
            guard let number = event.id.flatMap({ Int($0) }) else { continue }
            guard number > 0, number <= events.count else { wrong.append("event \(number) was seen and is not stored"); continue }
            if ContractEvent.frame(events[number - 1]) != event { wrong.append("event \(number) was seen otherwise than it is stored") }
        }
        let terminals = seen.count { $0.event != "message" }
        if terminals > 1 { wrong.append("\(terminals) terminal events were seen") }
        return wrong + left(out: numbers, of: turn)
    }

    /// Events of the turn that were passed over: before the last one that was seen.
    private func left(out numbers: [Int], of turn: TurnID?) -> [String] {
        guard let turn, let last = numbers.max() else { return [] }
        let shown = events.prefix(last).filter { $0.turn == turn && ContractEvent.frame($0) != nil }.map(\.number)
        return Set(shown).subtracting(numbers).sorted().map { "event \($0) was not seen, and a later one was" }
    }

    /// Finished turns count on, and all know the same first prompt.
    var memoryViolations: [String] {
        let finished = ended.compactMap { turn in
            turns[turn].flatMap { record in record.ending?.outcome == .done ? record.memory.map { (turn: turn, memory: $0) } : nil }
        }
        return zip(finished, finished.dropFirst()).filter { !$1.memory.follows($0.memory) }.map { before, after in
            "turn \(after.turn) says \(after.memory), though turn \(before.turn) had said \(before.memory)"
        }
    }

    private static func words(_ event: JournalEvent) -> String {
        "\(event.kind.rawValue) \(String(decoding: event.body.prefix(120), as: UTF8.self))"
    }
}
