internal import Domain
internal import EventLoop
internal import HTTP
internal import Journal

/// One turn as an event stream: `message` events, then exactly one `done` or `error`. It is read from the session's log, from any
/// place in it, so that it is the same for whoever was there from the start and whoever came back.
struct ContractStream: Sendable {
    /// How the stream has ended.
    enum Ending: Sendable, Hashable {
        /// With the turn's terminal event.
        case complete
        /// The caller left before.
        case left
    }

    let host: SessionHost
    let turn: TurnID
    let events: SSEWriter
    let heartbeat: Duration

    /// Sends what comes after an event until the turn is over. Returns when it is, or the caller has left.
    func run(after number: Int, on loop: EventLoop) async -> Ending {
        do {
            return try await withThrowingTaskGroup(of: Ending?.self) { group in
                group.addTask {
                    try await events.sendHeartbeats(every: heartbeat, clock: LoopClock(loop))
                    return nil
                }
                group.addTask { try await follow(after: number) }
                group.addTask { try await tellOfLoss() }
                defer { group.cancelAll() }
                while let ending = try await group.next() {
                    if let ending { return ending }
                }
                return .left
            }
        } catch {
            return .left
        }
    }

    private func follow(after number: Int) async throws -> Ending {
        let follower = try await host.log().follow(after: number)
        while let batch = try await follower.next() {
            for event in batch where event.turn == turn {
                guard let frame = ContractEvent.frame(event) else { continue }
                guard event.kind == .turnEnded else {
                    try await events.send(frame)
                    continue
                }
                await events.finish(frame)
                return .complete
            }
        }
        throw CancellationError()
    }

    /// An ending that cannot be written is told all the same, without an id; it is in the journal when that can be written again.
    private func tellOfLoss() async throws -> Ending {
        await events.finish(ContractEvent.end(try await host.loss(of: turn), id: nil))
        return .complete
    }
}
