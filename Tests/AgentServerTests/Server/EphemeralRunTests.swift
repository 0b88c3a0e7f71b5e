import ClaudeAgent
import Domain
import EventLoop
import Testing

@testable import AgentServer

@Suite(.timeLimit(.minutes(1))) struct EphemeralRunTests {
    private func ask(_ prompts: [String], in bench: Workbench, wallClock: Duration = .seconds(30)) async throws -> [ResultMessage] {
        var runtime = TestServer.configuration(bench).runtime
        runtime.hostEnvironment["TMPDIR"] = bench.path
        var limits = TurnLimits()
        limits.wallClock = wallClock
        let run = try EphemeralRun(agent: ResearchAgent.oneShot, runtime: runtime, limits: limits)
        let left = Shared(prompts)
        let (ready, workspace) = (run, bench.path)
        return try await EventLoopGroup.run(count: 1) { group in
            try await ready.run(on: group.loops[0], group: group, workspace: workspace) {
                left.change { $0.isEmpty ? nil : $0.removeFirst() }
            } onMessage: { _ in
            }
        }
    }

    @Test func oneProcessAnswersAndLeavesNothing() async throws {
        try await Workbench.run { bench in
            let results = try await ask(["hello", "again"], in: bench)
            #expect(results.map(\.text) == ["turn 1; first prompt was hello", "turn 2; first prompt was hello"])
            #expect(bench.files() == [] && bench.processes == [])
        }
    }

    @Test(arguments: ["exit 3 gone", "no-result", "api-error 401", "kill"]) func aFailureIsThrownAndLeavesNothing(orders: String)
        async throws
    {
        try await Workbench.run { bench in
            await #expect(throws: (any Error).self) { try await ask(["[[fake:\(orders)]]"], in: bench) }
            #expect(bench.files() == [] && bench.processes == [])
        }
    }

    @Test func whatARunThatWasKilledLeftIsRemovedByTheNext() async throws {
        try await Workbench.run { bench in
            let left = try ScratchFolder.make(in: bench.path, limit: 100).path
            try bench.write("{}", to: "\(left.dropFirst(bench.path.utf8.count + 1))/config/.claude.json")
            let running = try ScratchFolder.make(in: "/tmp", limit: 100)
            _ = try await ask(["hello"], in: bench)
            #expect(bench.files() == [] && Files.exists(running.path))
            running.remove()
        }
    }

    @Test func theClockEndsIt() async throws {
        try await Workbench.run { bench in
            await #expect { try await ask(["[[fake:stall]]"], in: bench, wallClock: .milliseconds(400)) } throws: {
                "\($0)".contains("0.4 seconds")
            }
            #expect(bench.files() == [] && bench.processes == [])
        }
    }

    @Test func aDangerousAgentIsRefused() throws {
        let agent = AgentDefinition(name: "a", tools: [.toolset([.write: .alwaysAllow])])
        let runtime = TestServer.configuration(Workbench(path: "/nowhere")).runtime
        #expect(throws: DefinitionError.self) { try EphemeralRun(agent: agent, runtime: runtime, limits: TurnLimits()) }
    }
}
