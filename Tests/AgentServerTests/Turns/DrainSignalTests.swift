import Testing

@testable import AgentServer

@Suite(.timeLimit(.minutes(1))) struct DrainSignalTests {
    @Test func everybodyWhoWaitsIsTold() async throws {
        let signal = DrainSignal()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<20 { group.addTask { try await signal.wait() } }
            await Task.yield()
            signal.fire()
            try await group.waitForAll()
        }
    }

    @Test func whoComesLaterIsToldAtOnce() async throws {
        let signal = DrainSignal()
        signal.fire()
        signal.fire()
        try await signal.wait()
    }

    @Test func aCancelledWaitEndsAndTheOthersGoOn() async throws {
        let signal = DrainSignal()
        async let other: Void = signal.wait()
        await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await signal.wait() }
            await Task.yield()
            group.cancelAll()
            await #expect(throws: CancellationError.self) { try await group.next() }
        }
        signal.fire()
        try await other
    }

    @Test func aTaskCancelledBeforehandDoesNotWait() async {
        let signal = DrainSignal()
        await withThrowingTaskGroup(of: Void.self) { group in
            group.cancelAll()
            group.addTask { try await signal.wait() }
            await #expect(throws: CancellationError.self) { try await group.next() }
        }
    }
}
