/// How a turn that waits is parked, so that it needs no process, and taken up again.
extension OpenCalls {
    /// The calls that were open when a parked turn was last heard of, before a restart, and those of them that had been answered.
    public mutating func restore(_ calls: [WaitingCall], answered: [String: Verdict]) -> [Action] {
        entries = calls.map { call in
            var entry = Entry(id: call.id, name: call.name, kind: call.kind)
            entry.verdict = answered[call.id]
            entry.isCalled = true
            return entry
        }
        announced = entries.filter(\.isOpen).compactMap(\.waiting)
        isComplete = true
        isParked = true
        return takeUp(.zero)
    }

    /// Does what has become due.
    public mutating func due(now: Duration) -> [Action] {
        guard let deadline, now >= deadline else { return [] }
        return postpone()
    }

    /// When `due` has to be asked; `nil` when no call can be put off.
    public var deadline: Duration? { postponable == nil ? nil : waitingSince.map { $0 + hold } }

    /// Whether the turn's process is let go of, or could be now.
    public var canPark: Bool { isParked || postponed != nil || postponable != nil }

    /// Whether the program has been told to put a call off, and has not ended its turn with that.
    public var isLettingGo: Bool { postponed != nil }

    /// Lets go of the process now, if it can be.
    public mutating func postpone() -> [Action] {
        guard let index = postponable else { return [] }
        entries[index].isAsked = false
        postponed = entries[index].id
        return [.postpone(entries[index].id)]
    }

    /// The program has ended its turn and put this call off.
    ///
    /// - Returns: Nothing when it was not told to: the turn cannot be taken up then.
    public mutating func parked(_ id: String, now: Duration) -> [Action] {
        guard postponed == id, entries.contains(where: { $0.id == id }) else { return [] }
        postponed = nil
        isParked = true
        return [.park] + takeUp(now)
    }

    /// A process has the turn again. What it has asked meanwhile is answered now, since whatever it does from here on is its turn's.
    public mutating func resumed() -> [Action] {
        isParked = false
        return entries.indices.flatMap { release($0) }
    }

    /// The one call that stands between the turn and its going on: of several, a program puts off the last alone.
    private var postponable: Int? {
        guard canPostpone, !isParked, postponed == nil, isWaiting, entries.count == 1 else { return nil }
        return entries[0].isAsked && entries[0].isMain && entries[0].isOpen ? 0 : nil
    }

    /// Goes on without the process that has gone, when nothing is open.
    mutating func takeUp(_ now: Duration) -> [Action] {
        guard entries.contains(where: \.isOpen) else {
            announced = []
            waitingSince = nil
            return [.resume]
        }
        return announce(now)
    }
}

extension OpenCalls {
    mutating func add(_ id: String, _ name: String, _ kind: ToolCatalogue.Wait?) -> Int {
        if let index = entries.firstIndex(where: { $0.id == id }) { return index }
        entries.append(Entry(id: id, name: name, kind: kind))
        return entries.count - 1
    }

    mutating func change(_ id: String, _ body: (inout Entry) -> Void) {
        guard let index = entries.firstIndex(where: { $0.id == id }) else { return }
        body(&entries[index])
    }

    /// Tells the program what has been decided, once it asks.
    mutating func release(_ index: Int) -> [Action] {
        guard !isParked, entries[index].isAsked, let verdict = entries[index].verdict else { return [] }
        entries[index].isAsked = false
        entries[index].isReleased = true
        return [.answer(entries[index].id, verdict)]
    }

    /// Says what the turn waits for, once nothing else can happen in it: the message is there, nothing runs, something is asked.
    mutating func settle(_ now: Duration) -> [Action] {
        guard isMessageWhole, postponed == nil, !isParked else { return [] }
        guard entries.contains(where: \.isOpen) else {
            announced = []
            waitingSince = nil
            return []
        }
        guard !isAtWork, entries.contains(where: { $0.isAsked && $0.isOpen }) else { return [] }
        return announce(now)
    }

    /// Whether no further call can come with the model's message. It is not there yet when a call of it has been asked about that nothing
    /// has told of.
    private var isMessageWhole: Bool { isComplete && entries.allSatisfy { $0.isCalled || !$0.isMain } }

    /// Whether a tool may be running. One whose agent has come to a call that waits is not.
    var isAtWork: Bool {
        let isBelowAsked = entries.contains { $0.isAsked && $0.isOpen && !$0.isMain }
        return entries.contains { $0.isReleased && !(isBelowAsked && $0.isMain) }
    }

    mutating func announce(_ now: Duration) -> [Action] {
        let open = entries.filter(\.isOpen).compactMap(\.waiting)
        guard !open.isEmpty, open != announced else { return [] }
        announced = open
        waitingSince = now
        return [.wait(open)]
    }
}
