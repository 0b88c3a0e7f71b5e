/// The monotonic clock, with sleeps on a loop's timers: a sleep costs about a hundredth of one on the default clock.
public struct LoopClock: Clock {
    /// A point on the monotonic clock.
    public struct Instant: InstantProtocol {
        /// Nanoseconds since an arbitrary start.
        let nanoseconds: UInt64

        /// The instant `duration` later.
        public func advanced(by duration: Duration) -> Instant {
            let parts = duration.components
            let delta = parts.seconds &* 1_000_000_000 &+ parts.attoseconds / 1_000_000_000
            return Instant(nanoseconds: UInt64(max(0, Int64(nanoseconds) &+ delta)))
        }

        /// How long it is from here to `other`.
        public func duration(to other: Instant) -> Duration {
            .nanoseconds(Int64(bitPattern: other.nanoseconds &- nanoseconds))
        }

        /// Whether `left` comes first.
        public static func < (left: Instant, right: Instant) -> Bool { left.nanoseconds < right.nanoseconds }
    }

    private let loop: EventLoop

    /// A clock whose sleeps wait on `loop`.
    public init(_ loop: EventLoop) { self.loop = loop }

    /// The present instant.
    public var now: Instant { Instant(nanoseconds: EventLoop.now()) }

    /// The clock's resolution: one nanosecond for reading, a millisecond for sleeping.
    public var minimumResolution: Duration { .nanoseconds(1) }

    /// Waits until `deadline`.
    ///
    /// - Throws: `CancellationError` when the task is cancelled.
    public func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try await loop.sleep(for: now.duration(to: deadline))
    }
}
