/// What becomes of a prompt for a session that has a turn already.
public enum BusyPolicy: String, Sendable, Hashable, CaseIterable {
    /// It is refused.
    case reject
    /// It waits for the turns before it.
    case enqueue
    /// The running turn is interrupted, and it comes next.
    case interrupt
}
