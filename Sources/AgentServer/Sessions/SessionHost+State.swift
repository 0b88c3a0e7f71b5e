internal import ClaudeAgent
internal import Domain

extension SessionHost {
    /// What a turn leaves when it ends.
    struct Last {
        /// How it ended, with what it has cost.
        let ending: TurnEnding
        let agent: LiveAgent?
        /// Where the turn may have left something.
        let workspace: Workspace?
        /// Frames that had been held back.
        let frames: [[UInt8]]
    }

    /// What is going on in a session.
    struct State {
        var turns: SessionTurns
        var requests: [TurnID: TurnRequest] = [:]
        var current: CurrentTurn?
        var agent: LiveAgent?
        /// The running turn's calls that are not over.
        var calls: OpenCalls
        /// What has been answered to them.
        var answers: [String: CallAnswer] = [:]
        /// Whether the process has asked about a call that no turn of its own has made.
        var hasAskedAside = false
        /// Whether the process has ended what it had begun without being asked.
        var isCleared = false
        /// Prompts that are being stored, with what has cut them off meanwhile.
        var storing: [TurnID: Interruption?] = [:]
        /// Endings that are not written yet; they come before anything else.
        var unwritten: [TurnID: TurnEnding] = [:]
        /// Those of them that somebody is about to write.
        var writing: Set<TurnID> = []
        /// The latest turn whose end is decided.
        var closed: TurnID?
        /// When to try again to write what could not be written.
        var retry: Duration?
        /// Endings that could not be written, and who is to be told.
        var losses = LostEndings()
        /// What the session may come to in all, if it has a limit of its own.
        var budget: USD?
        /// The workspace that the running turn's agent was given something in.
        var workspace: Workspace?
        /// Whether the session counts as one that is kept.
        var isCounted = false
        /// Whether it is being removed, and takes no prompt.
        var isLeaving = false
    }
}

extension SessionHost.State {
    /// The turn that runs and is not about to be over.
    var openTurn: TurnID? {
        guard let turn = turns.current, isOpen(turn) else { return nil }
        return requests[turn] != nil || current?.id == turn ? turn : nil
    }

    /// Whether it is the running turn, and its end is not decided.
    func isOpen(_ turn: TurnID) -> Bool { turns.current == turn && closed != turn }

    /// Whether it is to be run still.
    func isWanted(_ turn: TurnID) -> Bool { isOpen(turn) && turns.interruption == nil }

    /// An ending that waits to be written and that nobody is about to write; the caller is from now on.
    mutating func takeUnwritten() -> (turn: TurnID, ending: TurnEnding)? {
        guard let found = unwritten.first(where: { $0.key != turns.current && !writing.contains($0.key) }) else { return nil }
        writing.insert(found.key)
        return (found.key, found.value)
    }

    /// Takes in a frame of the session's process; `nil` when no turn is at work there.
    mutating func receive(_ event: SessionEvent) -> CurrentTurn.Step? {
        if current == nil, event.endedTurn != nil { isCleared = true }
        return current?.receive(event)
    }

    /// The running turn ends so; `nil` when it has ended already, or another one runs.
    mutating func close(_ turn: TurnID, _ ending: TurnEnding) -> SessionHost.Last? {
        guard isOpen(turn) else { return nil }
        closed = turn
        var ending = ending
        ending.metered = current?.metered ?? agent?.takeSpending()
        unwritten[turn] = ending
        defer { (current, workspace) = (nil, nil) }
        forgetCalls()
        return SessionHost.Last(ending: ending, agent: agent, workspace: workspace, frames: current?.flush() ?? [])
    }

    /// Another turn begins, or this one is over.
    mutating func forgetCalls(canPostpone: Bool = false) {
        calls = OpenCalls(hold: calls.hold, canPostpone: canPostpone)
        answers = [:]
        hasAskedAside = false
    }

    /// Somebody is about to write an ending.
    mutating func beginWriting(_ ending: TurnEnding, of turn: TurnID) {
        unwritten[turn] = ending
        writing.insert(turn)
    }

    /// An ending could not be written, and is kept; gives those who wait for it.
    mutating func lose(_ ending: TurnEnding, of turn: TurnID) -> [LostEndings.Continuation] {
        unwritten[turn] = ending
        return losses.add(turn, ending)
    }

    /// What has become due of the turn's calls.
    mutating func takeDueCalls(_ now: Duration) -> (turn: TurnID, actions: [OpenCalls.Action])? {
        let actions = calls.due(now: now)
        guard let turn = turns.current, !actions.isEmpty else { return nil }
        return (turn, actions)
    }

    /// Whether it is time to try again.
    mutating func takeRetry(_ now: Duration) -> Bool {
        guard let time = retry, time <= now else { return false }
        retry = nil
        return true
    }
}
