/// What a follower that wants transients as well is given.
public enum LogItem: Sendable, Hashable {
    /// Events, at least one, in order and without gaps.
    case events([JournalEvent])
    /// What was published in passing before the next event, at least one; of what is counted up to `last`, some may be missing.
    case transients([[UInt8]], last: Int)
}
