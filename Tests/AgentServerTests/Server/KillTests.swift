import EventLoop
import HTTP
import JSON
import TestSupport
import Testing

@testable import AgentServer

/// A server that is killed outright loses no finished turn and leaves nothing behind.
@Suite(.timeLimit(.minutes(2))) struct KillTests {
    @Test func inMidTurn() async throws {
        try await Workbench.run { bench in
            try await ServeProgram.run(in: bench, claude: BuiltPrograms.fakeClaude) { program in
                try await program.server.turn("hello", in: "a").expectDone()
                var live = try await program.server.begin("[[fake:descendants \(bench.path) 3]][[fake:wait 600000]]", in: "a")
                try await live.reachInit()
                try await program.kill()
                live.leave()
            }
            #expect(await eventually { bench.processes.isEmpty }, "\(bench.processes)")
            let next = try await ServeProgram.run(in: bench, claude: BuiltPrograms.fakeClaude) {
                try await $0.server.turn("again", in: "a")
            }
            next.expectDone()
            #expect(next.answer.hasSuffix("first prompt was hello"))
        }
    }

    @Test func beforeTheFirstAnswerOfASession() async throws {
        try await Workbench.run { bench in
            try await ServeProgram.run(in: bench, claude: BuiltPrograms.fakeClaude) { program in
                let live = try await program.server.begin("[[fake:stall]]", in: "a")
                #expect(await eventually { FakeRecord(bench, "a").input.contains { $0["type"] == "user" } })
                try await program.kill()
                live.leave()
            }
            #expect(await eventually { bench.processes.isEmpty }, "\(bench.processes)")
            let id = FakeRecord.value("--session-id", in: try #require(FakeRecord(bench, "a").starts.first))
            let next = try await ServeProgram.run(in: bench, claude: BuiltPrograms.fakeClaude) {
                try await $0.server.turn("again", in: "a")
            }
            next.expectDone()
            #expect(next.claudeID == id)
        }
    }

    @Test func rightAfterTheEndOfARealTurn() async throws {
        let claude = try await RealClaude.path()
        try await Workbench.run { bench in
            try await ServeProgram.run(in: bench, claude: claude) { program in
                var live = try await program.server.begin("My colour is green.", in: "a")
                try await live.reach { $0.event == "done" }
                try await program.kill()
                live.leave()
            }
            #expect(await eventually { bench.processes.isEmpty }, "\(bench.processes)")
            let next = try await ServeProgram.run(in: bench, claude: claude) { try await $0.server.turn("And now?", in: "a") }
            next.expectDone()
            #expect(next.answer.contains("2nd message; the first was \"My colour is green.\""))
        }
    }

    @Test func aTerminatedServerLetsTheTurnFinishAndLeavesNothing() async throws {
        try await Workbench.run { bench in
            try await ServeProgram.run(in: bench, claude: BuiltPrograms.fakeClaude, ["--drain", "30"]) { program in
                let gate = Gate(bench)
                var live = try await program.server.begin(gate.order, in: "a")
                try await live.reachInit()
                async let status = program.terminate()
                try gate.open()
                try await live.rest().expectDone()
                #expect(try await status)
            }
            #expect(bench.processes == [])
        }
    }
}
