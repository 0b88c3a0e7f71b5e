import EventLoop
import Journal
import TestSupport
import Testing

@testable import AgentServer

/// A start clears away the folders of spares that an earlier server has left, and none that is somebody's.
@Suite(.timeLimit(.minutes(2))) struct LeftFolderTests {
    /// Whether the spare is there yet when folders are looked for is chance: hence some tries.
    @Test(arguments: 0..<8) func aSpareThatIsTakenMeanwhileKeepsItsFolder(number: Int) async throws {
        let orders = Shared(FaultyJournal.Orders(holdsListings: true))
        try await Workbench.run { bench in
            let left = try (100...299).map { number -> String in
                let folder = "data/roost/folders/0f4e2a6c-7a1b-4c3d-9e8f-001122334\(number)"
                try bench.write("", to: "\(folder)/spare")
                return "\(bench.path)/\(folder)"
            }
            try await TestServer.run(in: bench) {
                $0.hooks.journal = { FaultyJournal($0, orders) }
                $0.spares = 1
                $0.idleTime = .seconds(60)
            } _: { server in
                #expect(await eventually { orders.value.waitingListings == 1 })
                #expect(await eventually { server.bench.processes.contains { Workbench.name(of: $0) == "FakeClaude" } })
                try await server.turn("hello", in: "a").expectDone()
                #expect(try await server.turn("[[fake:exit 3]]", in: "a").terminals == ["error"])
                // Its process has gone, and its lock with it; a spare of the next session may be there.
                let folder = bench.session("a")
                #expect(await eventually { bench.holders(of: "\(folder)/turn.lock").isEmpty })
                orders.change { $0.holdsListings = false }
                #expect(await eventually { left.allSatisfy { !Files.exists($0) } })
                #expect(await eventually { orders.value.waitingListings == 0 })
                let next = try await server.turn("again", in: "a")
                next.expectDone()
                #expect(next.answer.hasSuffix("first prompt was hello"))
            }
        }
    }
}
