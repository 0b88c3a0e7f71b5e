internal import Domain
internal import Journal
internal import Synchronization

/// The end of a session: nothing begins any more, what runs is cut off, its process goes.
extension SessionHost {
    private static let pause = Duration.milliseconds(20)

    /// Takes no prompt from now on, until `stay`.
    ///
    /// - Throws: `SessionRefusal` when somebody else removes it, or when a turn runs or waits that is not to be interrupted.
    func beginLeaving(interrupts: Bool) throws(SessionRefusal) {
        let obstacle = state.withLock { state -> String? in
            if state.isLeaving { return "session \(id) is being removed already" }
            guard interrupts || state.turns.isEmpty else {
                return "a turn of session \(id) runs or waits; let it end, or force the removal, which interrupts it"
            }
            state.isLeaving = true
            return nil
        }
        if let obstacle { throw SessionRefusal(.busy, obstacle) }
    }

    /// It is not removed after all.
    func stay() { state.withLock { $0.isLeaving = false } }

    /// Cuts off what runs and ends the process, which the agent can use until then to begin a turn by itself.
    ///
    /// - Throws: `SessionRefusal` when that takes longer than `limit`, `CancellationError`.
    func empty(within limit: Duration) async throws {
        let deadline = services.clock.now + limit
        while case let (isFree, agent) = state.withLock({ ($0.turns.isEmpty, $0.agent) }), !isFree || agent != nil {
            guard services.clock.now < deadline else {
                throw SessionRefusal(
                    .failed,
                    "session \(id) has not come to rest within \(limit); nothing was removed: try again in a moment"
                )
            }
            interruptAll(.requested)
            if isFree, let agent { services.processes.end(agent, .removed) }
            try await services.clock.sleep(for: Self.pause)
        }
    }

    /// Ends the log and those who follow it. What was still to be written is forgotten: there is nowhere to write it to.
    ///
    /// - Throws: `CancellationError`.
    func end(_ log: SessionLog) async throws {
        log.close()
        while !log.hasEnded { try await services.clock.sleep(for: Self.pause) }
        state.withLock { state in
            state.unwritten = [:]
            state.requests = [:]
        }
    }
}
