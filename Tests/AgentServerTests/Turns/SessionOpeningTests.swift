import Domain
import EventLoop
import Testing

@testable import AgentServer

@Suite(.timeLimit(.minutes(1))) struct SessionOpeningTests {
    private func run(
        limit: Duration = .seconds(15),
        _ body: @escaping @Sendable (_ opening: SessionOpening, _ id: SessionID, _ lockFile: String) async throws -> Void
    ) async throws {
        try await Workbench.run { bench in
            try await EventLoopGroup.run(count: 1) { group in
                let root = try await DataRoot.open(bench.data)
                let opening = SessionOpening(files: SessionFiles(root: root), loop: group.loops[0], limit: limit)
                try await body(opening, try #require(SessionID("a")), "\(bench.session("a"))/turn.lock")
                await root.close()
            }
        }
    }

    @Test func aSessionIsOpenedAgainAsSoonAsItIsLetGo() async throws {
        try await run { opening, id, _ in
            let held = Shared<SessionOpening.Opened?>(try await opening.open(id))
            async let next = opening.open(id)
            #expect(throws: FileLock.Held.self) { try opening.files.lock(id) }
            let first = held.change { opened in
                defer { opened = nil }
                return opened?.session.record.claudeSessionID
            }
            #expect(try await next.session.record.claudeSessionID == first)
        }
    }

    @Test func afterTheLimitTheTurnIsToldWhatItWaitedFor() async throws {
        try await run(limit: .milliseconds(50)) { opening, id, lockFile in
            let held = try opening.files.lock(id)
            let error = await #expect(throws: ServerError.self) { try await opening.open(id) }
            #expect(error?.code == .sessionEnding)
            #expect(error?.message.contains("processes of an earlier turn of session a are still being ended") == true)
            #expect(throws: FileLock.Held.self) { try FileLock.unsigned(path: lockFile) }
            withExtendedLifetime(held) {}
        }
    }

    @Test func aCallerWhoLeavesEndsTheWait() async throws {
        try await run { opening, id, _ in
            let held = try opening.files.lock(id)
            await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { _ = try await opening.open(id) }
                group.cancelAll()
                await #expect(throws: CancellationError.self) { try await group.next() }
            }
            withExtendedLifetime(held) {}
        }
    }
}
