internal import Synchronization

/// The pids of children that have an owner, so that adopted orphans can be told apart.
final class ChildRegistry: Sendable {
    static let shared = ChildRegistry()

    private let owned = Mutex<Set<Int32>>([])

    /// Starts a child and notes it in one step, so that nobody can take it for an orphan in between.
    func adding<T>(_ start: () -> (T, Int32?)) -> T {
        owned.withLock { pids in
            let (value, pid) = start()
            if let pid { pids.insert(pid) }
            return value
        }
    }

    func remove(_ pid: Int32) { owned.withLock { _ = $0.remove(pid) } }

    /// Calls `body` with the pids that are owned, while no child can be started.
    func whileUnchanged<T>(_ body: (Set<Int32>) -> T) -> T { owned.withLock { body($0) } }
}
