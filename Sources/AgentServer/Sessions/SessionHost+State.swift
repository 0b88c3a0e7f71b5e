internal import ClaudeAgent
internal import Domain
internal import JSON

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

    /// What becomes of a turn that could not be given to a process.
    struct Stay {
        /// The process that it was about to have.
        let agent: LiveAgent?
        /// After which it is tried again; `nil` where the next server does.
        let pause: Duration?
        /// Whether an operator is to be told.
        let isWorthTelling: Bool
        /// What is to be done when it was cut off meanwhile.
        let actions: [SessionTurns.Action]
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
        /// Calls that the process asks about and has not been told of.
        var questions: [HeldCall] = []
        /// What the process has at work behind its turns.
        var tasks = BackgroundTasks()
        /// Whether the process has ended what it had begun without being asked.
        var isCleared = false
        /// How the running turn, which has its answers and no process, is tried again.
        var tries = ResumptionTries()
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

    /// The agent has begun a turn by itself; gives the calls that it has asked about already, or `nil` where a turn is at work.
    mutating func beginByItself(
        _ turn: TurnID,
        _ request: TurnRequest,
        _ agent: LiveAgent,
        _ services: SessionServices
    ) -> [HeldCall]? {
        guard current == nil, turns.beganByItself(turn, now: services.clock.now) else { return nil }
        current = CurrentTurn(turn, prompt: nil, tellsPieces: agent.plan.supply.tellsPieces)
        requests[turn] = request
        tasks.beganByItself()
        defer { forgetCalls(canPostpone: services.mayPostpone(agent)) }
        return strays
    }

    /// Questions about calls that no message of the running turn has told of: those of a turn that the agent begins by itself, which may come
    /// before its frames and even before the end of the turn before it, and what an interrupted turn has left.
    var strays: [HeldCall] { questions.filter { !calls.isCalled($0.toolUseID) } }

    /// What a frame says of the tasks behind the turns, by which a call can be put off or not.
    ///
    /// - Returns: Whether that has changed.
    mutating func noteTasks(_ message: AgentMessage, _ services: SessionServices) -> Bool {
        let before = tasks.mayGoOn
        tasks.receive(message)
        guard tasks.mayGoOn != before else { return false }
        calls.canPostpone = !tasks.mayGoOn && agent.map(services.mayPostpone) ?? false
        return true
    }

    /// The server stops, and the tasks end with it: what can be put off is.
    mutating func postpone(_ services: SessionServices) -> [OpenCalls.Action] {
        if let agent, services.mayPostpone(agent) { calls.canPostpone = true }
        return calls.postpone()
    }

    /// The process has been told, or does not want to know any longer.
    mutating func forgetQuestion(_ toolUseID: String) { questions.removeAll { $0.toolUseID == toolUseID } }

    /// Whether the process has been left without a turn, so that what it asks belongs to one that it begins by itself.
    var isAtRest: Bool { agent != nil && turns.current.map { $0 == closed } ?? true }

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
        let strays = strays
        tasks.turnEnded()
        forgetCalls()
        questions = strays
        return SessionHost.Last(ending: ending, agent: agent, workspace: workspace, frames: current?.flush() ?? [])
    }

    /// Another turn begins, or this one is over.
    mutating func forgetCalls(canPostpone: Bool = false) {
        calls = OpenCalls(hold: calls.hold, canPostpone: canPostpone && !tasks.mayGoOn)
        answers = [:]
        questions = []
        tries = ResumptionTries()
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

    /// The turn that has its answers and waits for a process to be given them.
    var resumable: TurnID? {
        guard let turn = turns.current, closed != turn, calls.isParked, calls.waiting.isEmpty else { return nil }
        return turn
    }

    /// The turn could not be given to a process and stays without one; `nil` when it is over, a process has it already, or no other try
    /// is worth while.
    mutating func stayParked(_ turn: TurnID, _ fault: ResumptionFault, now: Duration) -> SessionHost.Stay? {
        guard resumable == turn else { return nil }
        let pause = turns.isClosed ? nil : tries.failed(fault, now: now)
        guard turns.isClosed && fault != .lasting || pause != nil else { return nil }
        defer { (agent, current) = (nil, nil) }
        return SessionHost.Stay(
            agent: agent,
            pause: pause,
            isWorthTelling: tries.isWorthTelling,
            actions: turns.parked(turn, now: now)
        )
    }

    /// A turn that is to be tried again by now.
    mutating func takeResumable(_ now: Duration) -> TurnID? { tries.take(now) && turns.isParked ? resumable : nil }

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
