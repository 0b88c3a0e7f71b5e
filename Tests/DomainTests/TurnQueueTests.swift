import Domain
import Testing

@Suite struct TurnQueueTests {
    @Test func aFreePlaceIsTakenAtOnceAndAFullOneWaits() {
        var queue = TurnQueue<Int>(width: 2, depth: 1)
        #expect(queue.isEmpty)
        #expect([queue.enter(1), queue.enter(2), queue.enter(3), queue.enter(4)] == [.run, .run, .wait, .refuse])
        #expect(queue.runningCount == 2 && queue.waitingCount == 1)
        #expect(queue.leave(1) == [3])
        #expect(queue.runningCount == 2 && queue.waitingCount == 0 && !queue.isEmpty)
    }

    @Test func whoGivesUpWaitingIsNeverCalled() {
        var queue = TurnQueue<Int>(width: 1, depth: 4)
        for id in 1...4 { _ = queue.enter(id) }
        #expect(queue.leave(2) == [])
        #expect(queue.leave(1) == [3])
        #expect(queue.leave(3) == [4])
        #expect(queue.leave(4) == [] && queue.isEmpty)
    }

    @Test func aStrangerLeavingChangesNothing() {
        var queue = TurnQueue<Int>(width: 1, depth: 1)
        _ = queue.enter(1)
        _ = queue.enter(2)
        #expect(queue.leave(9) == [])
        #expect(queue.runningCount == 1 && queue.waitingCount == 1)
    }

    @Test func withoutDepthNobodyWaits() {
        var queue = TurnQueue<Int>(width: 1, depth: 0)
        #expect([queue.enter(1), queue.enter(2)] == [.run, .refuse])
        #expect(queue.leave(1) == [])
        #expect(queue.enter(3) == .run)
    }

    @Test(arguments: 1...40) func randomSequencesKeepWidthDepthAndOrder(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let (width, depth) = (Int.random(in: 1...4, using: &random), Int.random(in: 0...6, using: &random))
        var queue = TurnQueue<Int>(width: width, depth: depth)
        var (running, waiting) = (Set<Int>(), [Int]())
        for id in 0..<400 {
            if Bool.random(using: &random) {
                let expected: TurnQueue<Int>.Admission = running.count < width ? .run : waiting.count < depth ? .wait : .refuse
                #expect(queue.enter(id) == expected)
                if expected == .run { running.insert(id) }
                if expected == .wait { waiting.append(id) }
            } else if let leaver = (running.sorted() + waiting).randomElement(using: &random) {
                let isRunning = running.remove(leaver) != nil
                if !isRunning { waiting.removeAll { $0 == leaver } }
                let next = isRunning && !waiting.isEmpty ? [waiting.removeFirst()] : []
                running.formUnion(next)
                #expect(queue.leave(leaver) == next)
            }
            #expect(queue.runningCount == running.count && queue.waitingCount == waiting.count)
            #expect(running.count <= width && waiting.count <= depth && (waiting.isEmpty || running.count == width))
        }
        for id in running.sorted() + waiting { _ = queue.leave(id) }
        #expect(queue.isEmpty)
    }
}

/// Foreseeable numbers.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
