/// How many recent events a session's log keeps in memory for its followers.
public struct RingLimits: Sendable, Hashable {
    /// Events; also the most that one page from the store holds.
    public var count: Int
    /// Bytes of bodies; also what one page from the store holds, unless its first event alone has more.
    public var byteCount: Int

    /// Limits; 512 events and 256 KiB when not told otherwise.
    public init(count: Int = 512, byteCount: Int = 256 << 10) {
        self.count = max(1, count)
        self.byteCount = max(0, byteCount)
    }
}
