internal import Domain

extension AgentProcesses {
    /// A session that waits for a process.
    struct Waiter {
        let continuation: CheckedContinuation<Grant, any Error>
        let wish: Wish
        let key: PoolKey
        /// Until when it waits; not bounded here once a process is being started for it.
        var deadline: Duration?
    }

    /// The pool, and what stands behind its numbers.
    struct State {
        var pool: ProcessPool
        var spares: SparePlans
        var agents: [ProcessNumber: LiveAgent] = [:]
        var waiters: [SessionID: Waiter] = [:]
        /// Processes that are to be ended once they are ready.
        var unwanted: Set<ProcessNumber> = []
        var isCut = false
    }
}

extension AgentProcesses.State {
    /// When something will be due.
    var deadline: Duration? { ([pool.deadline] + waiters.values.map(\.deadline)).compactMap { $0 }.min() }

    /// Sessions that have waited too long.
    mutating func takeLate(_ now: Duration) -> [AgentProcesses.Waiter] {
        let late = waiters.filter { $0.value.deadline.map { $0 <= now } ?? false }.keys
        return late.compactMap { session in
            waiters[session]?.deadline = nil
            return withdraw(session)
        }
    }

    /// Takes a session that waits out of the line; `nil` when a process is being started for it.
    mutating func withdraw(_ session: SessionID) -> AgentProcesses.Waiter? {
        let before = pool.waitingCount
        pool.withdraw(session)
        return pool.waitingCount < before ? waiters.removeValue(forKey: session) : nil
    }
}
