/// The tool calls of one turn that are not over, and what becomes of those that wait for somebody. Pure; times count from a common start.
///
/// A call is `called` when the model's message tells of it and `asked` when the agent's program is about to run it. Both happen in any
/// order, and calls that may not run side by side are asked about one after another: that is why an answer may come before the question.
public struct OpenCalls: Sendable {
    /// What somebody has decided about a call.
    public enum Verdict: Sendable, Hashable {
        /// It goes on.
        case proceed
        /// The tool does not run.
        case refuse
    }

    /// What is to be done.
    public enum Action: Sendable, Hashable {
        /// The turn cannot go on before these calls are answered.
        case wait([WaitingCall])
        /// The program is told so about the call.
        case answer(String, Verdict)
        /// The program is told to put the call off, and then ends its turn.
        case postpone(String)
        /// The turn goes on without a process from here.
        case park
        /// A process is to take the turn up again.
        case resume
    }

    /// Why an answer is not taken.
    public enum Refusal: Error, Sendable, Hashable {
        /// No such call is open, or it waits for nobody, or for an answer of the other kind.
        case unknown
        /// It has been answered.
        case answered
    }

    struct Entry: Sendable {
        let id: String
        let name: String
        /// What it waits for; nothing when it goes ahead.
        let kind: ToolCatalogue.Wait?
        /// Whether the model's message has told of it.
        var isCalled = false
        /// Whether the program waits for a verdict now.
        var isAsked = false
        /// Whether it belongs to the conversation itself, as against one of an agent below it.
        var isMain = true
        var verdict: Verdict?
        /// Whether the program has the verdict: the tool may be at work.
        var isReleased = false

        var isOpen: Bool { kind != nil && verdict == nil }
        var waiting: WaitingCall? { kind.map { WaitingCall(id: id, name: name, kind: $0) } }
    }

    /// Whether the program can put a call off. That may come to be known while the turn waits.
    public var canPostpone: Bool
    /// How long a process is kept for a call that waits.
    public let hold: Duration
    var entries: [Entry] = []
    var isComplete = true
    /// What was last said to be waited for.
    var announced: [WaitingCall] = []
    var waitingSince: Duration?
    var postponed: String?
    /// Whether no process has the turn.
    public internal(set) var isParked = false

    /// A turn without calls.
    ///
    /// - Parameters:
    ///   - hold: How long a process is kept for a call that waits.
    ///   - canPostpone: Whether it may be let go of at all then.
    public init(hold: Duration, canPostpone: Bool) {
        self.hold = hold
        self.canPostpone = canPostpone
    }

    /// The calls that the turn cannot go on without; empty when it goes on.
    public var waiting: [WaitingCall] { announced.filter { call in entries.contains { $0.id == call.id && $0.isOpen } } }
    /// Whether the turn cannot go on before somebody has answered, and nothing runs meanwhile.
    public var isWaiting: Bool { !waiting.isEmpty && !isAtWork }

    /// The model begins a message, which it does when all calls of the last one have their results. A call that was asked about and not
    /// called yet is one of the new message.
    public mutating func messageBegan() {
        isComplete = false
        entries.removeAll { $0.isMain && !$0.isAsked && ($0.isCalled || !$0.isReleased) }
    }

    /// The model's message is complete: no further call comes with it.
    public mutating func messageComplete(now: Duration) -> [Action] {
        isComplete = true
        return settle(now)
    }

    /// A message has a call.
    ///
    /// - Parameter kind: What it waits for; nothing when it goes ahead.
    public mutating func called(_ id: String, _ name: String, _ kind: ToolCatalogue.Wait?, now: Duration) -> [Action] {
        entries[add(id, name, kind)].isCalled = true
        return settle(now)
    }

    /// The program is about to run a call, and waits for a verdict. It may ask again, in another process.
    ///
    /// - Parameter isMain: Whether the call belongs to the conversation itself.
    public mutating func asked(_ id: String, _ name: String, _ kind: ToolCatalogue.Wait?, isMain: Bool = true, now: Duration) -> [Action] {
        let index = add(id, name, kind)
        entries[index].isAsked = true
        entries[index].isMain = isMain
        entries[index].isReleased = false
        if entries[index].kind == nil { entries[index].verdict = .proceed }
        return release(index) + settle(now)
    }

    /// The program does not wait for a verdict any longer.
    public mutating func withdrawn(_ id: String) { change(id) { $0.isAsked = false } }

    /// A call has its result.
    public mutating func finished(_ id: String, now: Duration) -> [Action] {
        entries.removeAll { $0.id == id }
        return settle(now)
    }

    /// Whether the program has been told that the call may go on.
    public func isAllowed(_ id: String) -> Bool { entries.contains { $0.id == id && $0.isReleased && $0.verdict == .proceed } }

    /// Whether the call is known and not over.
    public func isOpen(_ id: String) -> Bool { entries.contains { $0.id == id } }

    /// Whether a message has told of the call.
    public func isCalled(_ id: String) -> Bool { entries.contains { $0.id == id && $0.isCalled } }

    /// Whether an answer would be taken.
    public func check(_ id: String, _ kind: ToolCatalogue.Wait) throws(Refusal) {
        guard let entry = entries.first(where: { $0.id == id }), entry.kind == kind else { throw .unknown }
        guard entry.verdict == nil else { throw .answered }
    }

    /// Somebody has answered.
    public mutating func answered(_ id: String, _ kind: ToolCatalogue.Wait, _ verdict: Verdict, now: Duration) throws(Refusal) -> [Action] {
        try check(id, kind)
        guard let index = entries.firstIndex(where: { $0.id == id }) else { return [] }
        entries[index].verdict = verdict
        if isParked { return takeUp(now) }
        return release(index) + settle(now)
    }
}
