public import EventLoop

/// What every handler is given beside its request: the time and new ids.
public struct ManagedSources: Sendable {
    /// Microseconds since 1970.
    public let now: @Sendable () -> Int64
    /// New ids.
    public let makeID: @Sendable (ManagedID.Prefix) -> String

    /// Sources; by default the clock and the randomness of the system.
    public init(
        now: @escaping @Sendable () -> Int64 = { WallClock.microseconds },
        makeID: @escaping @Sendable (ManagedID.Prefix) -> String = { prefix in
            ManagedID.make(prefix) { UInt64.random(in: 0...UInt64.max) }
        }
    ) {
        self.now = now
        self.makeID = makeID
    }
}
