internal import Domain
internal import EventLoop
internal import HTTP
internal import Journal
internal import Synchronization

/// One turn as an event stream: `message` events, then exactly one `done` or `error`. It is read from the session's log, from any
/// place in it, so that it is the same for whoever was there from the start and whoever came back.
final class ContractStream: Sendable {
    /// How the stream has ended.
    enum Ending: Sendable, Hashable {
        /// With the turn's terminal event.
        case complete
        /// The caller left before.
        case left
        /// The log could not be read to the turn's end: the stream must be seen to be cut.
        case broken
    }

    private let host: SessionHost
    private let turn: TurnID
    private let events: SSEWriter
    private let heartbeat: Duration
    /// The last event that has been dealt with.
    private let seen = Mutex(0)

    /// How long a look at the log is put off while there are events to be sent first.
    private static let pause = Duration.milliseconds(20)

    init(host: SessionHost, turn: TurnID, events: SSEWriter, heartbeat: Duration) {
        self.host = host
        self.turn = turn
        self.events = events
        self.heartbeat = heartbeat
    }

    /// Sends what comes after an event until the turn is over. Returns when it is, or the caller has left.
    func run(after number: Int, on loop: EventLoop) async -> Ending {
        let clock = LoopClock(loop)
        seen.withLock { $0 = number }
        do {
            return try await withThrowingTaskGroup(of: Ending?.self) { group in
                group.addTask {
                    try await self.events.sendHeartbeats(every: self.heartbeat, clock: clock)
                    return nil
                }
                group.addTask { try await self.follow(after: number) }
                group.addTask { try await self.tellOfLoss(clock) }
                defer { group.cancelAll() }
                while let ending = try await group.next() {
                    if let ending { return ending }
                }
                return .left
            }
        } catch {
            return error is HTTPError || Task.isCancelled ? .left : .broken
        }
    }

    private func follow(after number: Int) async throws -> Ending? {
        let log = try await host.log()
        let follower = log.follow(after: number)
        while let batch = try await follower.next() {
            for event in batch {
                if event.turn == turn, try await send(event) { return .complete }
                seen.withLock { $0 = event.number }
            }
        }
        // The session has been removed. Else the server stops, and what can still come is an ending that cannot be written.
        return log.isClosed ? .broken : nil
    }

    /// Whether that was the terminal event.
    private func send(_ event: JournalEvent) async throws -> Bool {
        guard let frame = ContractEvent.frame(event) else { return false }
        guard event.kind == .turnEnded else {
            try await events.send(frame)
            return false
        }
        await events.finish(frame)
        return true
    }

    /// An ending that cannot be written is told all the same, after all that could be, and without an id; it is in the journal when that can
    /// be written again.
    private func tellOfLoss(_ clock: LoopClock) async throws -> Ending {
        let ending = try await host.loss(of: turn)
        let last = try await host.log().lastNumber
        while seen.withLock({ $0 }) < last { try await clock.sleep(for: Self.pause) }
        await events.finish(ContractEvent.end(ending, id: nil))
        return .complete
    }
}
