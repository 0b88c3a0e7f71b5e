/// Deadlines in order of time: a binary heap with lazy cancellation. Pure; the loop supplies the clock.
struct TimerQueue {
    private var heap: [LoopTimer] = []
    /// Entries at which cancelled ones are swept out, so that they never outnumber the others for long.
    private var sweepsAt = TimerQueue.smallestSweep

    private static let smallestSweep = 64

    /// Entries, cancelled ones included.
    var count: Int { heap.count }

    /// Nanoseconds of the earliest deadline still waited for.
    mutating func earliest() -> UInt64? {
        while let first = heap.first, first.isCancelled { _ = removeFirst() }
        return heap.first?.deadline
    }

    mutating func insert(_ timer: LoopTimer) {
        if heap.count >= sweepsAt { sweep() }
        heap.append(timer)
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child].deadline < heap[parent].deadline else { return }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    /// Takes the earliest timer if it is due.
    mutating func popDue(at now: UInt64) -> LoopTimer? {
        guard let deadline = earliest(), deadline <= now else { return nil }
        return removeFirst()
    }

    private mutating func sweep() {
        heap.removeAll(where: \.isCancelled)
        // A sorted list is a heap.
        heap.sort { $0.deadline < $1.deadline }
        sweepsAt = max(Self.smallestSweep, 2 * heap.count)
    }

    private mutating func removeFirst() -> LoopTimer {
        heap.swapAt(0, heap.count - 1)
        let first = heap.removeLast()
        siftDown()
        return first
    }

    private mutating func siftDown() {
        var parent = 0
        while true {
            var smallest = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && heap[child].deadline < heap[smallest].deadline {
                smallest = child
            }
            guard smallest != parent else { return }
            heap.swapAt(parent, smallest)
            parent = smallest
        }
    }
}
