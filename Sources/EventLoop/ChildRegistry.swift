internal import CLinux
internal import Glibc
internal import Synchronization

/// The pids of children that have an owner, so that adopted orphans can be told apart and ended.
public final class ChildRegistry: Sendable {
    /// The process-wide instance.
    public static let shared = ChildRegistry()

    private let owned = Mutex<Set<Int32>>([])

    func insert(_ pid: Int32) { owned.withLock { _ = $0.insert(pid) } }

    func remove(_ pid: Int32) { owned.withLock { _ = $0.remove(pid) } }

    /// Pids that are owned now.
    public var pids: Set<Int32> { owned.withLock { $0 } }
}
