internal import CLinux
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

    /// Ends every adopted process and all its descendants, also in a cancelled task; gives how many were seen.
    ///
    /// Goes round until two looks in a row find none, at most for `limit`. A look runs on the blocking executor; between looks
    /// nothing but a timer of `loop` waits.
    @discardableResult
    public static func end(on loop: EventLoop, within limit: Duration = .seconds(10)) async -> Int {
        guard adopts.load(ordering: .acquiring) else { return 0 }
        return await end(within: limit) {
            await BlockingExecutor.shared.perform { OrphanRound(ProcessTable.read()).end() }
        } pause: {
            await pause(.milliseconds(2), on: loop)
        }
    }

    static func end(within limit: Duration, look: () async -> Set<Int32>, pause: () async -> Void) async -> Int {
        let deadline = EventLoop.now() &+ limit.clampedNanoseconds
        var seen: Set<Int32> = []
        var quietLooks = 0
        while quietLooks < 2, EventLoop.now() < deadline {
            let found = await look()
            seen.formUnion(found)
            quietLooks = found.isEmpty ? quietLooks + 1 : 0
            if !found.isEmpty { await pause() }
        }
        return seen.count
    }

    private static func pause(_ time: Duration, on loop: EventLoop) async {
        // A loop that has ended has no timers: the looks go on without a pause then.
        try? await LoopWaiter<Void>(loop: loop).waitUncancelled { waiter in
            _ = loop.schedule(after: time) { waiter.resume(returning: ()) }
        }
    }

    /// Takes adopted processes that have ended by themselves out of the process table.
    public static func reapEnded() async {
        // Nearly always there is none, and looking through /proc takes milliseconds.
        guard adopts.load(ordering: .acquiring), roost_has_ended_child() else { return }
        await BlockingExecutor.shared.perform { _ = OrphanRound(ProcessTable.read()).reapEnded() }
    }
}
