/// What a server does about the memory that is left. Pure: it is told what is read, from time to time.
///
/// A level is left only when half as much again is available as it took to enter it, so that one agent's coming and going does not
/// turn it on and off.
public struct MemoryPressure: Sendable, Hashable {
    /// What is to be done.
    public enum Level: Int, Sendable, Hashable, Comparable, CaseIterable {
        /// Nothing.
        case none
        /// Known sessions go on, new ones are turned away, no spares are started.
        case shedNewSessions
        /// Parked processes are ended, and nothing is started.
        case critical

        /// Whether `left` is the milder one.
        public static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }
    }

    /// When a level is entered: below a share of all memory, or below an amount where the share would be more.
    public struct Threshold: Sendable, Hashable {
        /// Hundredths of all memory.
        public var percent: Int
        /// Bytes.
        public var most: Int

        /// A threshold.
        public init(percent: Int, most: Int) {
            self.percent = percent
            self.most = most
        }

        func bytes(of total: Int) -> Int { min(most, total / 100 * percent) }
    }

    /// Below this, new sessions are shed · default 15 %, at most 1 GiB.
    public var shedding = Threshold(percent: 15, most: 1 << 30)
    /// Below this it is critical · default 5 %, at most 384 MiB.
    public var critical = Threshold(percent: 5, most: 384 << 20)
    /// The level that holds.
    public private(set) var level = Level.none

    /// No pressure, with the default thresholds.
    public init() {}

    /// Takes a reading in: bytes available, of bytes in all. One that makes no sense changes nothing.
    public mutating func note(available: Int, of total: Int) -> Level {
        guard total > 0, available >= 0 else { return level }
        level = max(entered(available, total, factor: 1), min(level, entered(available, total, factor: 1.5)))
        return level
    }

    private func entered(_ available: Int, _ total: Int, factor: Double) -> Level {
        let bound = { (threshold: Threshold) in Double(threshold.bytes(of: total)) * factor }
        if Double(available) < bound(critical) { return .critical }
        return Double(available) < bound(shedding) ? .shedNewSessions : .none
    }
}
