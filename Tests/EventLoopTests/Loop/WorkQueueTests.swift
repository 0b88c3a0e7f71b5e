import Testing

@testable import EventLoop

@Suite struct WorkQueueTests {
    @Test func itemsComeInTheirOrder() {
        var queue = WorkQueue<Int>()
        var taken: [Int] = []
        for item in 0..<5000 {
            queue.append(item)
            if item % 3 != 0, let first = queue.popFirst() { taken.append(first) }
        }
        while let item = queue.popFirst() { taken.append(item) }
        #expect(taken == Array(0..<5000))
        #expect(queue.count == 0)
    }

    @Test func queueThatIsNeverEmptyStaysSmall() {
        var queue = WorkQueue<Int>()
        for item in 0..<10 { queue.append(item) }
        var largest = 0
        for item in 10..<100_000 {
            queue.append(item)
            guard queue.popFirst() == item - 10 else { return #expect(Bool(false), "item \(item - 10) was lost") }
            largest = max(largest, queue.storedCount)
        }
        #expect(largest < 2000)
    }
}
