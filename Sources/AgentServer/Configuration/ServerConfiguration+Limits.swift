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
        return pool
    }

    /// Bounds of one session's turns.
    var turnLimits: SessionTurns.Limits {
        var turns = SessionTurns.Limits()
        turns.depth = queueDepth
        turns.wallClock = limits.wallClock
        turns.absence = absence
        return turns
    }
}
