import EventLoop
import Glibc
import HTTP
import JSON
import TestSupport
import Testing

@testable import AgentServer

/// A server that comes after one that was killed, while that one's processes are still being ended.
@Suite(.timeLimit(.minutes(2))) struct RestartTests {
    /// An agent that heeds no signal but SIGKILL, and tools in sessions of their own.
    private static func stubborn(_ bench: Workbench) -> String {
        "[[fake:deaf]][[fake:descendants \(bench.path) 20]][[fake:wait 600000]]"
    }

    /// Serves until the agent works, gives `body` the processes, and is killed. The guardian may have been stopped by then.
    private func killedServer(_ bench: Workbench, _ body: @escaping @Sendable (_ pids: [Int32]) throws -> Void = { _ in }) async throws
        -> [Int32]
    {
        try await ServeProgram.run(in: bench, claude: BuiltPrograms.fakeClaude) { program in
            try await program.server.turn("hello", in: "a").expectDone()
            var live = try await program.server.begin(Self.stubborn(bench), in: "a")
            try await live.reachInit()
            // The server, the guardian, the agent and its tools.
            #expect(await eventually { bench.descendants == 20 && bench.processes.count == 23 })
            let pids = bench.processes.filter { Workbench.name(of: $0) != "roost" }
            try body(pids)
            try await program.kill()
            live.leave()
            return pids
        }
    }

    @Test func theNextTurnBeginsWhenTheOldProcessesHaveGone() async throws {
        try await Workbench.run { bench in
            let old = try await killedServer(bench)
            let next = try await ServeProgram.run(in: bench, claude: BuiltPrograms.fakeClaude) { program in
                var live = try await program.server.begin("again", in: "a")
                try await live.reachInit()
                #expect(Set(old).isDisjoint(with: bench.processes))
                return try await live.rest()
            }
            next.expectDone()
            #expect(next.answer.hasSuffix("first prompt was hello"))
        }
    }

    /// However long that takes: here the guardian is held up until the next turn has waited for it.
    @Test func theNextTurnWaitsForAGuardianThatIsHeldUp() async throws {
        try await Workbench.run { bench in
            let guardian = Shared<Int32?>(nil)
            let old = try await killedServer(bench) { pids in
                let pid = try #require(pids.first { Workbench.name(of: $0) == "roost-guardian" })
                kill(pid, SIGSTOP)
                guardian.change { $0 = pid }
            }
            let held = try #require(guardian.value)
            let next = try await ServeProgram.run(in: bench, claude: BuiltPrograms.fakeClaude) { program in
                let live = try await program.server.begin("again", in: "a")
                #expect(await !eventually(within: .milliseconds(700)) { FakeRecord(bench, "a").starts.count > 1 })
                // Another session has nobody to wait for.
                try await program.server.turn("hello", in: "b").expectDone()
                #expect(Set(old).isSubset(of: bench.processes))
                kill(held, SIGCONT)
                var rest = live
                try await rest.reachInit()
                #expect(Set(old).isDisjoint(with: bench.processes))
                return try await rest.rest()
            }
            next.expectDone()
        }
    }

    @Test func onlyTheServerAndTheGuardianHoldTheSession() async throws {
        try await Workbench.run { bench in
            // What the server holds is closed to its own user, whose tests these may be.
            let seen = getuid() == 0 ? ["roost", "roost-guardian"] : ["roost-guardian"]
            _ = try await killedServer(bench) { _ in
                let lock = "\(bench.session("a"))/turn.lock"
                #expect(bench.holders(of: lock).map(\.name).sorted() == seen)
            }
            #expect(await eventually { bench.processes.isEmpty }, "\(bench.processes)")
        }
    }
}
