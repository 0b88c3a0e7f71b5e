import EventLoop
import JSON
import TestSupport
import Testing

@testable import AgentServer

/// A full `roost serve` that is killed: five seconds later nothing of it is left, whatever its agents' tools have done.
///
/// A group of its own in `scripts/test`: it wants the machine for itself.
@Suite(.serialized, .timeLimit(.minutes(10))) struct KilledServerTests {
    private static let limit = Duration.seconds(5)

    /// Asks `prompt` in `count` sessions at once, waits until `isBusy` says that all their tools run, and kills the server.
    private func kill(
        sessions count: Int,
        claude: String,
        _ arguments: [String],
        in bench: Workbench,
        prompt: @escaping @Sendable (Int) -> String,
        isBusy: @escaping @Sendable () -> Bool
    ) async throws {
        try await ServeProgram.run(in: bench, claude: claude, ["--max-agents", "\(count)"] + arguments) { program in
            let turns = try await withThrowingTaskGroup(of: LiveTurn.self) { group in
                for number in 0..<count { group.addTask { try await program.server.begin(prompt(number), in: "s\(number)") } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(await eventually(within: .seconds(240), isBusy))
            try await program.kill()
            let end = ContinuousClock.now
            #expect(await eventually { bench.processes.isEmpty }, "\(bench.processes.map(Workbench.name))")
            let taken = ContinuousClock.now - end
            #expect(taken < Self.limit, "it took \(taken)")
            print("\(count) sessions were gone \(taken) after the server")
            for turn in turns { turn.leave() }
        }
    }

    /// The server, and of each session the guardian, the agent and two tools in sessions of their own.
    @Test func ofTwoHundredFakeAgentsNothingIsLeft() async throws {
        try await Workbench.run { bench in
            try await kill(sessions: 200, claude: BuiltPrograms.fakeClaude, [], in: bench) { _ in
                "[[fake:descendants \(bench.path) 2]][[fake:wait 600000]]"
            } isBusy: {
                bench.descendants == 2 * 200 && bench.processes.count == 1 + 4 * 200
            }
        }
    }

    /// Of each session's Bash a tool that left it, and one that it waits for.
    @Test func ofTwentyRealAgentsNothingIsLeft() async throws {
        let claude = try await RealClaude.path()
        try await Workbench.run { bench in
            try bench.write(Self.agentWithBash, to: "agent.json")
            let arguments = ["--agent", "\(bench.path)/agent.json", "--isolation", "none"]
            try await kill(sessions: 20, claude: claude, arguments, in: bench) { _ in
                #"[[tool:Bash {"command":"setsid -f sleep 1000; sleep 1000","timeout":600000}]]"#
            } isBusy: {
                bench.processes.count { Workbench.name(of: $0) == "sleep" } == 2 * 20
            }
        }
    }

    private static let agentWithBash = #"""
        {"name": "tester", "model": "claude-sonnet-4-6", "tools": [{"type": "agent_toolset_20260401",
          "default_config": {"enabled": false}, "configs": [{"name": "bash", "enabled": true,
          "permission_policy": {"type": "always_allow"}}]}]}
        """#
}
