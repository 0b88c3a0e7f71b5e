internal import Domain

extension ServerConfiguration {
    /// Bounds of the agent processes.
    var poolLimits: ProcessPool.Limits {
        var pool = ProcessPool.Limits()
        pool.capacity = maxAgents
        // With room for one process, a spare would have to make way for every session that goes on.
        pool.spares = min(spares, maxAgents - 1)
        pool.idleTime = idleTime
        pool.age = processAge
        let (sized, isTooMuch) = maxAgents.multipliedReportingOverflow(by: processMemory)
        pool.idleBytes = idleMemory ?? (isTooMuch ? .max : sized)
        return pool
    }

    /// Of how many agents spares are kept: no more than there is room for beside one session.
    var spareKinds: Int {
        let spares = poolLimits.spares
        return spares > 0 ? max(1, min(Self.mostSpareKinds, (maxAgents - 1) / spares)) : 0
    }

    /// How long a turn may wait for a process: for another session's turn to end, or for an earlier process of its own to go.
    var processWait: Duration { hooks.processWait ?? max(limits.wallClock, .seconds(600)) }

    private static let mostSpareKinds = 4

    /// Bounds of one session's turns.
    var turnLimits: SessionTurns.Limits {
        var turns = SessionTurns.Limits()
        turns.depth = queueDepth
        turns.wallClock = limits.wallClock
        turns.absence = absence
        return turns
    }
}
