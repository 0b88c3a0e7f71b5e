/// A turn that waits for somebody's answer: its time stands still, and it may do without a process.
extension SessionTurns {
    /// Whether the running turn has no process, because it waits.
    public var isParked: Bool { running?.isParked ?? false }

    /// The running turn cannot go on without an answer.
    public mutating func waits(_ id: TurnID, now: Duration) {
        guard running?.id == id, running?.waitingSince == nil else { return }
        running?.waitingSince = now
    }

    /// The running turn has its answers: its time runs again.
    public mutating func goesOn(_ id: TurnID, now: Duration) {
        guard var entry = running, entry.id == id, let since = entry.waitingSince else { return }
        entry.waitingSince = nil
        entry.began = entry.began.map { $0 + (now - since) }
        running = entry
    }

    /// The running turn's process has been let go of while it waits.
    ///
    /// - Returns: Its end, when it was cut off meanwhile; one that a stop of the server has cut off is left for the next one after all.
    public mutating func parked(_ id: TurnID, now: Duration) -> [Action] {
        guard running?.id == id else { return [] }
        waits(id, now: now)
        running?.isParked = true
        if running?.interruption == .shuttingDown { running?.interruption = nil }
        return running?.interruption.map { [.end(id, $0)] } ?? []
    }

    /// The parked turn is about to have a process again.
    public mutating func resumed(_ id: TurnID) {
        if running?.id == id { running?.isParked = false }
    }

    /// Takes back in a turn that was parked before a restart. It comes before all others.
    public mutating func restoreParked(_ id: TurnID, now: Duration) {
        var entry = Entry(id: id, isRecorded: true)
        entry.isRestored = true
        entry.isUnattended = true
        entry.began = now
        entry.waitingSince = now
        entry.isParked = true
        running = entry
    }
}
