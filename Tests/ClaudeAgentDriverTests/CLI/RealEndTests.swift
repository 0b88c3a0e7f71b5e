import ClaudeAgent
import EventLoop
import TestSupport
import Testing

extension RealCLITests {
    /// Tools of the real CLI, which it starts in sessions of their own.
    @Suite(.serialized) struct EndTests {
        private static let sleeper = "[[tool:Bash {\"command\":\"setsid -f sleep 1000; sleep 1000\",\"timeout\":600000}]]"

        private func sleepers(_ agent: RealAgent) -> Int { ProcessScan.named("sleep", among: agent.place.alive).count }

        @Test func aToolThatRunsEndsWithTheSession() async throws {
            try await RealAgent.run { agent in
                var launch = try agent.launch { $0.allowedTools = ["Bash"] }
                launch.supervision.grace = .milliseconds(500)
                try await AgentSession.run(launch, on: agent.loop) { session in
                    try await session.send(UserPrompt(Self.sleeper))
                    #expect(await eventually { sleepers(agent) == 2 })
                }
                #expect(agent.place.alive.isEmpty)
            }
        }

        @Test func aToolThatRunsEndsWithACancelledSession() async throws {
            try await RealAgent.run { agent in
                let launch = try agent.launch { $0.allowedTools = ["Bash"] }
                await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await AgentSession.run(launch, on: agent.loop) { _ = try await $0.turn(UserPrompt(Self.sleeper)) } }
                    #expect(await eventually { sleepers(agent) == 2 })
                    group.cancelAll()
                    await #expect(throws: (any Error).self) { try await group.next() }
                }
                #expect(agent.place.alive.isEmpty)
            }
        }

        @Test func nothingIsLeftOfAHostThatIsKilled() async throws {
            let count = 2
            try await RealAgent.run { agent in
                let host = try await HostProgram.start(
                    agent.place,
                    count: count,
                    claude: agent.executable,
                    prompt: Self.sleeper,
                    baseURL: agent.baseURL,
                    on: agent.loop
                )
                _ = try await host.lines(until: count, beginningWith: "up")
                #expect(await eventually(within: .seconds(240)) { sleepers(agent) == 2 * count })
                _ = try await host.kill()
                #expect(await eventually { agent.place.alive.isEmpty })
            }
        }
    }
}
