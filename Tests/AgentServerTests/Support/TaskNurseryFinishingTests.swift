import EventLoop
import TestSupport
import Testing

@testable import AgentServer

@Suite(.timeLimit(.minutes(1))) struct TaskNurseryFinishingTests {
    private func withNursery(_ body: @escaping @Sendable (TaskNursery) async throws -> Void) async throws {
        try await EventLoopGroup.run(count: 1) { group in
            let nursery = TaskNursery(group)
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { await nursery.run() }
                defer { nursery.close() }
                try await body(nursery)
            }
        }
    }

    @Test func workGoesOnThoughItsCallerIsCancelled() async throws {
        try await withNursery { nursery in
            let (isBegun, mayEnd, isDone) = (Shared(false), Shared(false), Shared(false))
            await withTaskGroup(of: Void.self) { callers in
                callers.addTask {
                    await #expect(throws: CancellationError.self) {
                        try await nursery.finish {
                            isBegun.change { $0 = true }
                            _ = await eventually { mayEnd.value }
                            try Task.checkCancellation()
                            isDone.change { $0 = true }
                        }
                    }
                }
                #expect(await eventually { isBegun.value })
                callers.cancelAll()
                await callers.waitForAll()
            }
            #expect(!isDone.value)
            mayEnd.change { $0 = true }
            #expect(await eventually { isDone.value })
        }
    }

    @Test func theCallerHearsWhatCameOfIt() async throws {
        try await withNursery { nursery in
            let value = try await nursery.finish { 7 }
            #expect(value == 7)
            await #expect(throws: ServerError.self) { try await nursery.finish { throw ServerError.noResult } }
        }
    }

    @Test func afterTheEndNothingIsBegun() async throws {
        try await withNursery { nursery in
            nursery.close()
            await #expect { try await nursery.finish {} } throws: { ($0 as? ServerError)?.code == .shuttingDown }
        }
    }
}
