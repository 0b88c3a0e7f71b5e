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
    func run(_ ticket: TurnGate.Ticket, _ events: SSEWriter, on loop: EventLoop) async throws {
        let clock = LoopClock(loop)
        let stream = ContractStream(events)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await events.sendHeartbeats(every: heartbeat, clock: clock) }
            group.addTask {
                try await drain.wait()
                throw ServerError(.shuttingDown, "the server is shutting down; ask again in a moment")
            }
            group.addTask {
                try await ticket.wait()
                try await withWallClock(clock) { try await drive(stream) }
            }
            do {
                try await group.next()
            } catch {
                // Told at once, before the process has been ended.
                if let text = Self.text(for: error) { try await stream.error(text) }
            }
            group.cancelAll()
            await Self.settle(&group)
        }
    }

    /// Waits for the children without letting their cancellation through.
    private static func settle(_ group: inout ThrowingTaskGroup<Void, any Error>) async {
        while let result = await group.nextResult() {
            if case .failure = result { continue }
        }
    }

    private func withWallClock(_ clock: LoopClock, _ body: @escaping @Sendable () async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await body() }
            group.addTask {
                try await clock.sleep(for: driver.limits.wallClock)
                throw ServerError(.turnTimedOut, "the turn took longer than \(driver.limits.wallClock), its limit; ask for less at once")
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
            case .failed(let text): try await stream.error(text)
            }
        }
    }

    private func report(_ result: ResultMessage) {
        log.info(
            "turn result",
            [
                ("result", .string(result.subtype.rawValue)), ("failed", .bool(result.failure != nil)),
                ("steps", .number(JSONNumber(result.turnCount ?? 0))), ("cost.usd.total", .number(JSONNumber(result.totalCostUSD ?? 0))),
            ]
        )
    }

    /// What the caller is told of an error; nothing when it is the caller who has left.
    private static func text(for error: any Error) -> String? {
        switch error {
        case let error as AgentError: error.code == .cancelled ? nil : error.message
        case let error as ServerError: error.message
        case is CancellationError, is HTTPError: nil
        default: "\(error)"
        }
    }
}
