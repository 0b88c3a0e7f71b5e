internal import ClaudeAgent
internal import Domain
internal import EventLoop
internal import HTTP
internal import JSON
internal import Telemetry

/// One turn from the queue to its terminal event.
struct ContractTurn: Sendable {
    let prompt: String
    let session: SessionID
    let trace: TraceContext?
    let driver: TurnDriver
    let drain: DrainSignal
    let heartbeat: Duration
    let log: Logger

    /// Waits for the ticket, runs the turn and streams it. The client's leaving cancels the task, and with it the turn.
    ///
    /// Returns when the process is gone; the stream has had its terminal event by then, unless the client left before.
    func run(_ ticket: TurnGate.Ticket, _ events: SSEWriter, on loop: EventLoop) async -> ContractStream.Ending {
        let clock = LoopClock(loop)
        let stream = ContractStream(events)
        await withThrowingTaskGroup(of: Part.self) { group in
            group.addTask {
                try await events.sendHeartbeats(every: heartbeat, clock: clock)
                return .heartbeats
            }
            group.addTask {
                try await drain.wait()
                throw ServerError(.shuttingDown, "the server is shutting down; ask again in a moment")
            }
            group.addTask {
                try await ticket.wait()
                log.info("turn started")
                try await withWallClock(clock, stream) { try await drive(stream) }
                return .turn
            }
            // Told at once, before the process has been ended.
            if case .failure(let error) = await Self.end(of: &group) { await fail(stream, error) }
            group.cancelAll()
            await Self.settle(&group)
        }
        if !Task.isCancelled { await fail(stream, ServerError(.noResult, "the turn was cut off; ask again")) }
        stream.leave()
        return stream.ending ?? .left
    }

    /// What goes on while a turn is answered.
    private enum Part { case heartbeats, turn }

    /// Waits for the turn, or for what cuts it off. The end of the heartbeats does not: the process outlives its answer.
    private static func end(of group: inout ThrowingTaskGroup<Part, any Error>) async -> Result<Part, any Error>? {
        while let result = await group.nextResult() {
            guard case .success(.heartbeats) = result else { return result }
        }
        return nil
    }

    /// Waits for the children without letting their cancellation through.
    private static func settle(_ group: inout ThrowingTaskGroup<Part, any Error>) async {
        while let result = await group.nextResult() {
            if case .failure = result { continue }
        }
    }

    private func withWallClock(
        _ clock: LoopClock,
        _ stream: ContractStream,
        _ body: @escaping @Sendable () async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await body() }
            group.addTask {
                let limit = driver.limits.wallClock
                try await clock.sleep(for: limit)
                let error = ServerError(.turnTimedOut, "the turn took longer than \(limit), its limit; ask for less at once")
                await fail(stream, error)
                throw error
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    private func drive(_ stream: ContractStream) async throws {
        try await driver.run(prompt, session: session, trace: trace, log: log) { message in
            if let payload = ContractMessage.payload(message) { try await stream.message(payload) }
            if case .result(let result) = message.kind { report(result) }
        } onEnd: { outcome in
            switch outcome {
            case .finished: try await stream.done()
            case .failed(let failure): await fail(stream, failure)
            }
        }
    }

    /// Ends the stream with an error. Its particulars, such as paths and standard error, are for the log alone.
    private func fail(_ stream: ContractStream, _ error: any Error) async {
        if stream.ending == nil, let failure = PublicFailure(error) {
            log.error("turn failed", [("error", .string(failure.kind)), ("reason", .string("\(error)"))])
        }
        await stream.fail(error)
    }

    private func report(_ result: ResultMessage) {
        log.info("turn result", result.logFields)
    }
}
