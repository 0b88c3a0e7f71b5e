internal import Synchronization

/// How many sessions are on disk, and how many may be. Counted once at start; a folder that somebody removes counts until the next one.
final class SessionCount: Sendable {
    private let count: Mutex<Int>
    /// How many there may be.
    let limit: Int

    init(_ count: Int, limit: Int) {
        self.count = Mutex(count)
        self.limit = limit
    }

    /// How many there are.
    var current: Int { count.withLock { $0 } }

    /// Counts a new session in; false when there is no place for it.
    func take() -> Bool {
        count.withLock { count in
            guard count < limit else { return false }
            count += 1
            return true
        }
    }

    /// Counts one out that could not be made, or has been removed.
    func giveBack() { count.withLock { $0 = max(0, $0 - 1) } }
}
