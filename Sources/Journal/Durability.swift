/// What must be true when an append returns.
public enum Durability: Sendable, Hashable, Comparable {
    /// The events survive the end of this process, whatever ends it.
    case committed
    /// They survive a power cut as well: they have been flushed to the disk.
    case flushed
}
