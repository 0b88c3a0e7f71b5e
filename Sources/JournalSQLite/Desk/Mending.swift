internal import Domain

/// What is known about a write that has begun, so that it can be undone when it fails.
struct Mending {
    /// Whether a write has begun and not succeeded.
    var isNeeded = false
    /// What the sessions that it touches were before, in the order of touching.
    var undo: [(session: SessionID, old: StoreRow?)] = []
    /// Frames of the write-ahead log that were valid before it.
    var frames = 0
}
