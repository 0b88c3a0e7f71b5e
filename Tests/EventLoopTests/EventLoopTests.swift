import EventLoop
import Testing

@Suite struct EventLoopTests {
    @Test func taskWithExecutorPreferenceRunsOnTheLoopsThread() async throws {
        try await withLoop { loop in
            #expect(loop.isCurrent)
            #expect(EventLoop.current === loop)
        }
    }

    @Test func jobsFromOtherThreadsArriveInOrder() async throws {
        let seen = Recorder<Int>()
        try await withLoop { loop in
            await BlockingExecutor.shared.perform {
                for index in 0..<1000 { loop.execute { seen.append(index) } }
            }
            try await loop.sleep(for: .zero)
        }
        #expect(seen.all == Array(0..<1000))
    }

    @Test func sleepersWakeInOrderOfTheirDeadlines() async throws {
        let order = Recorder<Int>()
        try await withLoop { loop in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for milliseconds in [30, 5, 20, 1, 10] {
                    group.addTask {
                        try await loop.sleep(for: .milliseconds(milliseconds))
                        order.append(milliseconds)
                    }
                }
                try await group.waitForAll()
            }
        }
        #expect(order.all == [1, 5, 10, 20, 30])
    }

    @Test func cancellationEndsASleepAtOnce() async throws {
        try await withLoop { loop in
            let start = ContinuousClock.now
            await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await loop.sleep(for: .seconds(60)) }
                group.cancelAll()
                await #expect(throws: CancellationError.self) { try await group.next() }
            }
            #expect(ContinuousClock.now - start < .seconds(5))
        }
    }

    @Test func sleepNeverEndsEarly() async throws {
        try await withLoop { loop in
            for milliseconds in [1, 2, 3, 7] {
                let start = ContinuousClock.now
                try await loop.sleep(for: .milliseconds(milliseconds))
                #expect(ContinuousClock.now - start >= .milliseconds(milliseconds))
            }
        }
    }

    @Test func blockingWorkLeavesTheLoopFree() async throws {
        try await withLoop { loop in
            let ranElsewhere = try await BlockingExecutor.shared.run { EventLoop.current == nil }
            #expect(ranElsewhere)
            #expect(loop.isCurrent)
        }
    }

    @Test func manyLoopsShareWork() async {
        await EventLoopGroup.run(count: 3) { group in
            let distinct = Set((0..<9).map { _ in ObjectIdentifier(group.next()) })
            #expect(distinct.count == 3)
        }
    }

    @Test func aTaskThatNeverWaitsStarvesNobody() async throws {
        try await withLoop { loop in
            await withTaskGroup(of: Void.self) { group in
                group.addTask { while !Task.isCancelled { await Task.yield() } }
                try? await loop.sleep(for: .milliseconds(5))
                group.cancelAll()
            }
        }
    }
}
