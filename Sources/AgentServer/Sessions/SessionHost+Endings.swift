internal import ClaudeAgent
internal import Domain
internal import EventLoop
internal import JSON
internal import Journal
internal import Synchronization
internal import Telemetry

/// How a turn is over: its terminal event, and what becomes of one that cannot be written.
extension SessionHost {
    /// Time between tries to write an ending.
    private static let retryTime = Duration.seconds(5)

    /// There is something that could not be written.
    func retryLater() {
        state.withLock { $0.retry = services.clock.now + Self.retryTime }
        services.alarm.set(deadline)
    }

    /// The turn does not count any longer, and the next one may start.
    func over(_ turn: TurnID) {
        services.openTurns.giveBack()
        change { $0.ended(turn) }
        settle()
    }

    /// The turn is over. The first who says so is believed.
    func end(_ turn: TurnID, _ ending: TurnEnding, because reason: ProcessPool.Reason? = nil) async {
        let last = await order.perform { () -> Last? in
            guard let last = state.withLock({ $0.close(turn, ending) }) else { return nil }
            tell(ending, turn)
            await write(last.ending, of: turn, after: last.frames)
            return last
        }
        guard let last else { return }
        if let workspace = last.workspace { await lookThrough(workspace) }
        if let agent = last.agent { await release(agent, reason) }
        over(turn)
    }

    /// The turn is over because of an error, or of what cut it off. The error's particulars, such as paths, are for the log alone; what
    /// the process has written, for a log at debug level.
    func end(_ turn: TurnID, because reason: ProcessPool.Reason?, _ error: any Error) async {
        let ending = ending(of: error)
        if let failure = ending.failure, state.withLock({ $0.turns.current == turn }) {
            let (log, told) = (log(of: turn), LoggedFailure(error))
            log.error("turn failed", [("error", .string(failure.kind)), ("reason", .string(told.reason))])
            if let said = told.said { log.log(.debug, "what was said of the failure", [("text", .string(said))]) }
        }
        await end(turn, ending, because: reason)
    }

    private func release(_ agent: LiveAgent, _ reason: ProcessPool.Reason?) async {
        if let reason { return services.processes.end(agent, reason) }
        let bytes = await agent.residentBytes() ?? 0
        services.processes.release(agent, ending: bytes > services.processMemory ? .memory : nil, holding: bytes)
    }

    /// Writes a terminal event, after frames that had been held back; one that cannot be written is told to those who follow, and kept to
    /// be written later. Nobody is told that a turn is done before that is stored: after a restart it would not be.
    func write(_ ending: TurnEnding, of turn: TurnID, after frames: [[UInt8]] = []) async {
        state.withLock { $0.beginWriting(ending, of: turn) }
        defer { state.withLock { _ = $0.writing.remove(turn) } }
        do {
            let log = try await log()
            _ = try await log.append(frames.map { .frame($0, turn: turn) } + [.ended(turn, ending)], durability: .flushed)
            services.reach(.ended)
            state.withLock { state in
                state.unwritten[turn] = nil
                state.requests[turn] = nil
            }
        } catch {
            let kept = ending.unstored
            let told = state.withLock { $0.lose(kept, of: turn) }
            for continuation in told { continuation.resume(returning: kept) }
            retryLater()
            self.log(of: turn).error("a turn's end could not be written", [("error", .string("\(error)"))])
        }
    }

    /// Writes the endings that could not be written before.
    func writeEndings(_ log: SessionLog) async throws {
        while let (turn, ending) = state.withLock({ $0.takeUnwritten() }) {
            defer { state.withLock { _ = $0.writing.remove(turn) } }
            _ = try await log.append([.ended(turn, ending)], durability: .flushed)
            state.withLock { state in
                state.unwritten[turn] = nil
                state.requests[turn] = nil
                state.losses.remove(turn)
            }
        }
    }

    /// Waits until the turn's ending is known to be lost for now.
    ///
    /// - Throws: `CancellationError`.
    func loss(of turn: TurnID) async throws -> TurnEnding {
        let number = state.withLock { $0.losses.takeNumber() }
        let ending = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let known = state.withLock { $0.losses.wait(for: turn, number, continuation, isCancelled: Task.isCancelled) }
                if let known { continuation.resume(returning: known) }
            }
        } onCancel: {
            state.withLock { $0.losses.giveUp(number) }?.resume(returning: nil)
        }
        guard let ending else { throw CancellationError() }
        return ending
    }

    /// What is said of an error that has ended a turn; of what cut it off, if something did.
    private func ending(of error: any Error) -> TurnEnding {
        let (why, current) = state.withLock { ($0.turns.interruption, $0.current) }
        let cost = current?.sessionCost
        var ending: TurnEnding =
            if let why {
                .interrupted(why, services.limits, sessionCost: cost)
            } else {
                .failed(PublicFailure(error) ?? .cutOff, sessionCost: cost)
            }
        ending.usage = current?.usage ?? ending.usage
        return ending
    }

    /// Where the turn is told of.
    func log(of turn: TurnID) -> Logger {
        state.withLock { $0.requests[turn]?.log } ?? logger.with([("turn.id", .string(turn.text))])
    }

    func tell(_ ending: TurnEnding, _ turn: TurnID) {
        let error = ending.failure.map { [("error", JSONValue.string($0.kind))] } ?? []
        log(of: turn).info("turn over", [("end", .string(ending.outcome.rawValue))] + error)
        let accepted = state.withLock { $0.requests[turn]?.time }
        let time = accepted.map { services.clock.now - $0 } ?? turn.age(at: WallClock.microseconds)
        services.metrics.ended(ServerMetrics.TurnOutcome(ending), after: time)
    }

    /// Ends a turn that has not begun. Whoever stores its prompt does that afterwards: what could not be stored has no end.
    func drop(_ turn: TurnID, _ why: Interruption) {
        let ending = TurnEnding.interrupted(why, services.limits)
        let isStored = state.withLock { state in
            guard state.storing[turn] == nil else {
                state.storing[turn] = why
                return false
            }
            state.beginWriting(ending, of: turn)
            return true
        }
        guard isStored else { return }
        services.openTurns.giveBack()
        tell(ending, turn)
        services.nursery.add {
            await self.write(ending, of: turn)
            self.settle()
        }
    }
}
