import Testing

@testable import EventLoop

@Suite struct TimerQueueTests {
    @Test func timersComeInOrderOfTheirDeadlines() {
        var queue = TimerQueue()
        for deadline in [7, 3, 9, 1, 5, 3] as [UInt64] { queue.insert(LoopTimer(deadline: deadline) {}) }
        var order: [UInt64] = []
        while let timer = queue.popDue(at: 8) { order.append(timer.deadline) }
        #expect(order == [1, 3, 3, 5, 7])
        #expect(queue.earliest() == 9)
    }

    @Test func cancelledTimersAreSkipped() {
        var queue = TimerQueue()
        let first = LoopTimer(deadline: 1) {}
        queue.insert(first)
        queue.insert(LoopTimer(deadline: 2) {})
        first.cancel()
        #expect(queue.earliest() == 2)
    }

    @Test func cancelledTimersDoNotPileUp() {
        var queue = TimerQueue()
        let kept = (0..<10).map { LoopTimer(deadline: 500 + $0) {} }
        for timer in kept { queue.insert(timer) }
        for index in 0..<10_000 {
            let timer = LoopTimer(deadline: 1000 + UInt64(index)) {}
            queue.insert(timer)
            timer.cancel()
        }
        #expect(queue.count < 100)
        var order: [UInt64] = []
        while let timer = queue.popDue(at: .max) { order.append(timer.deadline) }
        #expect(order == kept.map(\.deadline))
    }
}
