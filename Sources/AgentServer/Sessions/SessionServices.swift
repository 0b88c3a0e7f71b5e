internal import Domain
internal import EventLoop
internal import Journal
internal import Telemetry

/// What every session of a server shares.
struct SessionServices: Sendable {
    let journal: any Journal
    let fence: Fence
    /// What all followers may hold of events that are read from the journal.
    let pages = PageBudget()
    let files: SessionFiles
    let count: SessionCount
    let openTurns: OpenTurnCount
    /// Which agent answers which session.
    let directory: any AgentDirectory
    let processes: AgentProcesses
    let nursery: TaskNursery
    let clock: ServerClock
    let alarm: Alarm
    let limits: SessionTurns.Limits
    /// How long a process is kept for a call that waits.
    let hold: Duration
    /// Whether the CLI is known to put calls off.
    let canPostpone: Flag
    /// What one turn may cost.
    let turnCost: USD
    /// What a session may come to in all.
    let sessionLimits: SessionLimits
    /// How much memory a process may hold from turn to turn, in bytes.
    let processMemory: Int
    let memory: MemoryWatch
    let metrics: ServerMetrics
    let log: Logger
    /// Told of each failpoint.
    let reach: @Sendable (Failpoint) -> Void

    /// What a configuration comes to, on parts that are there.
    init(
        _ configuration: ServerConfiguration,
        journal: any Journal,
        fence: Fence,
        files: SessionFiles,
        count: SessionCount,
        directory: any AgentDirectory,
        processes: AgentProcesses,
        memory: MemoryWatch,
        log: Logger
    ) {
        self.journal = journal
        self.fence = fence
        self.files = files
        self.count = count
        self.directory = directory
        self.processes = processes
        self.memory = memory
        self.log = log
        (nursery, clock, alarm, metrics) = (processes.nursery, processes.clock, processes.alarm, processes.metrics)
        openTurns = OpenTurnCount(limit: configuration.maxAgents + configuration.waitingLimit)
        limits = configuration.turnLimits
        hold = configuration.hold
        canPostpone = Flag()
        turnCost = configuration.limits.maxCost
        sessionLimits = configuration.sessionLimits
        processMemory = configuration.processMemory
        reach = configuration.hooks.reach
    }

    /// A name for a new turn.
    func newTurn() -> TurnID {
        // Two words, since every random number is a system call.
        let words = (0..<2).map { _ in UInt64.random(in: 0...UInt64.max) }
        let randomness = (0..<TurnID.randomnessCount).map { UInt8(truncatingIfNeeded: words[$0 / 8] >> (8 * UInt64($0 % 8))) }
        return TurnID(milliseconds: UInt64(max(0, WallClock.microseconds / 1000)), randomness: randomness)
    }

    /// Whether a process can put calls off, as far as is known by now.
    func mayPostpone(_ agent: LiveAgent) -> Bool { agent.canPostpone && canPostpone.isSet }
}
