internal import Domain
internal import EventLoop
internal import Journal
internal import Telemetry

/// What every session of a server shares.
struct SessionServices: Sendable {
    let journal: any Journal
    let fence: Fence
    let files: SessionFiles
    let count: SessionCount
    let openTurns: OpenTurnCount
    let processes: AgentProcesses
    let nursery: TaskNursery
    let clock: ServerClock
    let alarm: Alarm
    let limits: SessionTurns.Limits
    /// What one turn may cost.
    let turnCost: USD
    let log: Logger
    /// Told of each failpoint.
    let reach: @Sendable (Failpoint) -> Void

    /// A name for a new turn.
    func newTurn() -> TurnID {
        let randomness = (0..<TurnID.randomnessCount).map { _ in UInt8.random(in: 0...255) }
        return TurnID(milliseconds: UInt64(max(0, WallClock.microseconds / 1000)), randomness: randomness)
    }
}
