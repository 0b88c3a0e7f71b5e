import EventLoop
import Glibc
import Testing

@Suite(.timeLimit(.minutes(1))) struct EventLoopTests {
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
            let clock = LoopClock(loop)
            // Of one instant: they begin to sleep one after another, however long that takes.
            let start = clock.now
            try await withThrowingTaskGroup(of: Void.self) { group in
                for milliseconds in [30, 5, 20, 1, 10] {
                    group.addTask {
                        try await clock.sleep(until: start.advanced(by: .milliseconds(milliseconds)), tolerance: nil)
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
            await withThrowingTaskGroup(of: Void.self) { group in
                // Longer than this test may take.
                group.addTask { try await loop.sleep(for: .seconds(600)) }
                group.cancelAll()
                await #expect(throws: CancellationError.self) { try await group.next() }
            }
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

    @Test func taskThatOnlyYieldsDoesNotKeepOthersFromTheirBytes() async throws {
        try await withLoop { loop in
            let (client, server) = try await ByteStream.pair(on: loop)
            let arrived = Recorder<UInt8>()
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { while arrived.all.isEmpty { await Task.yield() } }
                group.addTask {
                    for byte in try await server.read() ?? [] { arrived.append(byte) }
                }
                group.addTask { try await client.write([1]) }
                try await group.waitForAll()
            }
            #expect(arrived.all == [1])
            client.close()
            server.close()
        }
    }

    @Test func whatWasLeftOpenDoesNotKeepALoopFromEnding() async throws {
        let child = try await withLoop { loop in
            let listener = try await Listener.bind(to: .ipv4(host: "127.0.0.1", port: 0), on: loop)
            _ = try await ByteStream.connect(to: listener.address, on: loop)
            _ = try await SignalSource.open([SIGWINCH], on: loop)
            return try await ChildProcess.spawn(ProcessCommand(executable: "/bin/sleep", arguments: ["100"]), on: loop)
        }
        let error = await #expect(throws: IOError.self) { try await child.standardOutput.read() }
        #expect(error?.code == .closed)
        kill(child.pid, SIGKILL)
        waitpid(child.pid, nil, 0)
    }

    @Test func loopThatHasEndedRefusesWorkInsteadOfLosingIt() async throws {
        let loop = try await withLoop { $0 }
        #expect(loop.execute {} == false)
        let error = await #expect(throws: IOError.self) { try await loop.sleep(for: .zero) }
        #expect(error?.code == .closed)
    }

    @Test func writeToAVanishedPeerRaisesNoSignal() async throws {
        try await withLoop { _ in
            var blocked = sigset_t()
            pthread_sigmask(SIG_BLOCK, nil, &blocked)
            #expect(sigismember(&blocked, SIGPIPE) == 1)
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
