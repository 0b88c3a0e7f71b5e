internal import EventLoop

/// Time since the server's start, monotonic.
struct ServerClock: Sendable {
    private let clock: LoopClock
    private let start: LoopClock.Instant

    init(_ loop: EventLoop) {
        clock = LoopClock(loop)
        start = clock.now
    }

    /// The present time.
    var now: Duration { start.duration(to: clock.now) }

    /// - Throws: `CancellationError`.
    func sleep(until time: Duration) async throws { try await clock.sleep(until: start.advanced(by: time), tolerance: nil) }

    /// - Throws: `CancellationError`.
    func sleep(for time: Duration) async throws { try await clock.sleep(for: time) }
}
