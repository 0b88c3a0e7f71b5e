import Domain
import EventLoop
import Testing

@testable import AgentServer

@Suite(.timeLimit(.minutes(1))) struct SessionOpeningTests {
    private func run(
        limit: Duration = .seconds(15),
        _ body:
            @escaping @Sendable (_ opening: SessionOpening, _ place: Shared<SessionPlace?>, _ binding: SessionBinding) async throws -> Void
    ) async throws {
        try await Workbench.run { bench in
            try await EventLoopGroup.run(count: 1) { group in
                let root = try await DataRoot.open(bench.data)
                let files = SessionFiles(root: root)
                let place = Shared<SessionPlace?>(try files.make())
                let binding = try #require(place.change { $0?.binding })
                try await body(SessionOpening(files: files, loop: group.loops[0], limit: limit), place, binding)
                await root.close()
            }
        }
    }

    @Test func aSessionIsOpenedAgainAsSoonAsItIsLetGo() async throws {
        try await run { opening, place, binding in
            async let next = opening.open(binding)
            #expect(throws: FileLock.Held.self) { try opening.files.open(binding) }
            place.change { $0 = nil }
            let opened = try await next.binding
            #expect(opened == binding)
        }
    }

    @Test func afterTheLimitTheTurnIsToldWhatItWaitedFor() async throws {
        try await run(limit: .milliseconds(50)) { opening, place, binding in
            let error = await #expect(throws: ServerError.self) { try await opening.open(binding) }
            #expect(error?.code == .sessionEnding)
            #expect(error?.message.contains("processes of an earlier turn of this session are still being ended") == true)
            withExtendedLifetime(place) {}
        }
    }

    @Test func aCallerWhoLeavesEndsTheWait() async throws {
        try await run { opening, place, binding in
            await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { _ = try await opening.open(binding) }
                group.cancelAll()
                await #expect(throws: CancellationError.self) { try await group.next() }
            }
            withExtendedLifetime(place) {}
        }
    }
}
