internal import CLinux
internal import Glibc

/// One way through a look at /proc, which may be out of date in every line: nothing is signalled before it is held and looked at anew.
struct OrphanRound {
    private let table: ProcessTable
    private let registry: ChildRegistry

    /// Each generation costs a descriptor while the ones below it are ended; what lies deeper is found by a later round.
    private static let deepest = 64

    init(_ table: ProcessTable, registry: ChildRegistry = .shared) {
        self.table = table
        self.registry = registry
    }

    /// Reaps the orphans that have ended, and kills the living with all that is below them. Gives the living.
    func end() -> Set<Int32> {
        var killed: Set<Int32> = []
        for child in reapEnded() { end(child.pid, below: nil, generation: 1, &killed) }
        return killed
    }

    /// Reaps the orphans that have ended; gives the children that have not, owned ones too.
    func reapEnded() -> [ProcessTable.Entry] {
        table.children(of: getpid()).filter { child in
            !child.isZombie || registry.ifUnowned(child.pid) { roost_reap(child.pid) == 1 ? true : nil } == nil
        }
    }

    /// Stopped first, a process neither answers the death of those below it nor makes more of them.
    private func end(_ pid: Int32, below parent: HeldProcess?, generation: Int, _ killed: inout Set<Int32>) {
        guard let process = hold(pid, below: parent, &killed) else { return }
        process.signal(SIGSTOP)
        if generation < Self.deepest {
            for child in table.children(of: pid) { end(child.pid, below: process, generation: generation + 1, &killed) }
        }
        process.signal(SIGKILL)
    }

    /// Takes hold of a process if it is an orphan: a child of this process that nobody owns, or one of a held process.
    ///
    /// One that has ended is held too, for its other threads may live; but it is not counted.
    private func hold(_ pid: Int32, below parent: HeldProcess?, _ killed: inout Set<Int32>) -> HeldProcess? {
        registry.ifUnowned(pid) {
            let handle = roost_pidfd_open(pid)
            guard handle >= 0 else {
                if handle != -ESRCH, killChild(pid) { killed.insert(pid) }
                return nil
            }
            let process = HeldProcess(pid: pid, handle: handle)
            guard let found = ProcessTable.entry(pid), isBelow(found.parent, parent) else { return nil }
            if !found.isZombie { killed.insert(pid) }
            return process
        }
    }

    private func isBelow(_ number: Int32, _ parent: HeldProcess?) -> Bool {
        // While the parent can be signalled, no other process has its number.
        number == getpid() || (number == parent?.pid && parent?.isThere == true)
    }

    /// Without a handle, for want of descriptors. An unowned child keeps its number for as long as this holds up everybody who
    /// reaps; one further down becomes a child when those above it have gone.
    private func killChild(_ pid: Int32) -> Bool { ProcessTable.entry(pid)?.parent == getpid() && kill(pid, SIGKILL) == 0 }
}

/// A process by its handle, so that a signal reaches this one or none.
private final class HeldProcess {
    let pid: Int32
    private let handle: Int32

    init(pid: Int32, handle: Int32) {
        self.pid = pid
        self.handle = handle
    }

    deinit { close(handle) }

    /// Whether it is not reaped yet.
    var isThere: Bool { roost_pidfd_signal(handle, 0) == 0 }

    func signal(_ number: Int32) { _ = roost_pidfd_signal(handle, number) }
}
