internal import Synchronization

/// The pids of children that have an owner, so that adopted orphans can be told apart.
///
/// A child is started, and is reaped, in one step with its entry, and what happens to an orphan happens while nobody can be
/// started: so a number that is not in here while it is looked at belongs to nobody's child.
final class ChildRegistry: Sendable {
    static let shared = ChildRegistry()

    private let owned = Mutex<Set<Int32>>([])

    /// Starts a child and notes it.
    func adding<T>(_ start: () -> (T, Int32?)) -> T {
        owned.withLock { pids in
            let (value, pid) = start()
            if let pid { pids.insert(pid) }
            return value
        }
    }

    /// Reaps a child, which frees its number, and forgets it once `reap` says with anything but 0 that it is gone.
    func removing(_ pid: Int32, when reap: () -> Int32) -> Int32 {
        owned.withLock { pids in
            let result = reap()
            if result != 0 { pids.remove(pid) }
            return result
        }
    }

    /// Calls `body` if nobody owns `pid`, while no child can be started: keep it short.
    func ifUnowned<T>(_ pid: Int32, _ body: () -> T?) -> T? {
        owned.withLock { $0.contains(pid) ? nil : body() }
    }
}
