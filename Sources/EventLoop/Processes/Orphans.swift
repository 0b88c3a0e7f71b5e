internal import CLinux
internal import Glibc
internal import Synchronization

/// Processes without an owner that this process has adopted, which happens when a guardian is killed.
///
/// In a process that has never called `adopt` the other functions do nothing.
public enum Orphans {
    private static let adopts = Atomic(false)

    /// Makes this process adopt the descendants of its children when those die.
    ///
    /// Call it only where every child is started with `ChildProcess`: from then on any other child counts as an orphan.
    /// - Throws: `IOError` when the kernel refuses.
    public static func adopt() throws {
        let failure = roost_become_subreaper()
        guard failure == 0 else { throw IOError(.system(failure), "become a subreaper") }
        adopts.store(true, ordering: .releasing)
    }

    /// Ends every adopted process and all its descendants; gives how many were seen.
    ///
    /// Goes round until two looks in a row find none, at most for `limit`. Blocking system calls run on the blocking executor.
    @discardableResult
    public static func end(within limit: Duration = .seconds(10)) async -> Int {
        guard adopts.load(ordering: .acquiring) else { return 0 }
        return await BlockingExecutor.shared.perform { endNow(limit) }
    }

    /// Takes adopted processes that have ended by themselves out of the process table.
    public static func reapEnded() async {
        // Nearly always there is none, and looking through /proc takes milliseconds.
        guard adopts.load(ordering: .acquiring), roost_has_ended_child() else { return }
        await BlockingExecutor.shared.perform { _ = OrphanRound(ProcessTable.read()).reapEnded() }
    }

    private static func endNow(_ limit: Duration) -> Int {
        let deadline = EventLoop.now() &+ limit.clampedNanoseconds
        var seen: Set<Int32> = []
        var quietLooks = 0
        while quietLooks < 2, EventLoop.now() < deadline {
            let found = OrphanRound(ProcessTable.read()).end()
            seen.formUnion(found)
            quietLooks = found.isEmpty ? quietLooks + 1 : 0
            if !found.isEmpty { usleep(2000) }
        }
        return seen.count
    }
}
