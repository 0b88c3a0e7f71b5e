import EventLoop
import Glibc
import Testing

extension RealCLITests {
    /// The examples as a person runs them, on the model stub.
    @Suite(.serialized) struct ExampleTests {
        private func run(_ program: String, _ prompts: [String], input: String = "", with agent: RealAgent) async throws -> [String] {
            let mark = agent.place.mark.split(separator: "=").map(String.init)
            let command = ProcessCommand(
                executable: program,
                arguments: prompts,
                environment: [
                    "PATH": "/usr/bin:/bin", "CLAUDE": agent.executable, "ROOST_GUARDIAN": BuiltPrograms.guardian,
                    "ANTHROPIC_API_KEY": "placeholder-of-a-test", "ANTHROPIC_BASE_URL": agent.baseURL, mark[0]: mark[1],
                ]
            )
            let child = try await ChildProcess.spawn(command, on: agent.loop)
            defer { child.closeStreams() }
            child.standardInput.enqueue(Array(input.utf8))
            var lines = ByteLines(child.standardOutput, limit: 1 << 20)
            var all: [String] = []
            while let line = try await lines.next() { all.append(String(decoding: line, as: UTF8.self)) }
            #expect(try await child.waitForExit() == .exited(0))
            return all
        }

        @Test func askOnceAnswers() async throws {
            try await RealAgent.run { agent in
                let lines = try await run(BuiltPrograms.askOnce, ["[[text:It scatters.]]"], with: agent)
                #expect(lines.first == "It scatters." && lines.last?.hasPrefix("cost: ") == true)
            }
        }

        @Test func theConversationUsesItsToolItsHookAndItsPerson() async throws {
            try await RealAgent.run { agent in
                let prompts = [
                    "[[tool:mcp__shop__price {\"article\":\"tea\"}]]", "[[tool:Bash {\"command\":\"rm -rf .\"}]]",
                    "[[tool:Bash {\"command\":\"touch yes && echo made\"}]]", "[[tool:Bash {\"command\":\"touch no\"}]]",
                ]
                let text = try await run(BuiltPrograms.conversation, prompts, input: "y\nn\n", with: agent).joined(separator: "\n")
                #expect(text.contains("tea: 4.20") && text.contains("Nothing is deleted here."))
                #expect(text.contains("Allow Bash: touch yes") && text.contains("\"made\""))
                #expect(text.contains("Allow Bash: touch no") && text.contains("A person said no."))
            }
        }

        @Test func whatIsMissingIsNamed() async throws {
            try await RealAgent.run { agent in
                let child = try await ChildProcess.spawn(
                    ProcessCommand(executable: BuiltPrograms.askOnce, arguments: ["hello"]),
                    on: agent.loop
                )
                let tail = ByteTail(of: try #require(child.standardError), limit: 4096)
                #expect(try await child.waitForExit() != .exited(0))
                #expect(await tail.text(within: .seconds(10)).contains("set ANTHROPIC_API_KEY"))
                child.closeStreams()
            }
        }
    }
}
