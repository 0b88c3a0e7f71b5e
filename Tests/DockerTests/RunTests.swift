import EventLoop
import TestSupport
import Testing

extension DockerTests {
    /// Tier 1a: a prompt, an answer, and nothing is left.
    @Suite struct RunTests {
        private func run(_ flags: [String], _ words: [String] = []) async throws -> Engine.Outcome {
            try await Engine.run { engine in
                let image = try #require(Engine.image)
                return try await engine.call(["run", "--rm"] + Container.hardening + flags + [image] + words)
            }
        }

        @Test func aPromptIsAnsweredAndTheContainerEnds() async throws {
            let outcome = try await run(["-e", "ROOST_MODEL_STUB=1", "-e", "PROMPT=My name is Ünï."])
            #expect(outcome.code == 0, "\(outcome.errors)")
            #expect(outcome.output.contains("This is your 1st message; the first was \"My name is Ünï.\""))
        }

        @Test func theDataFolderIsLeftAsItWas() async throws {
            try await withTemporaryFolder { folder in
                try Files.setMode(0o777, of: folder)
                let outcome = try await run(["-e", "ROOST_MODEL_STUB=1", "-e", "PROMPT=Hello", "-v", "\(folder):/data"])
                #expect(outcome.code == 0, "\(outcome.errors)")
                #expect(Files.entries(of: folder) == [])
            }
        }

        @Test func withoutAPromptItSaysSoAndExitsWithTwo() async throws {
            let outcome = try await run(["-e", "ROOST_MODEL_STUB=1"])
            #expect(outcome.code == 2)
            #expect(outcome.errors.contains("PROMPT"))
        }

        @Test func withoutAKeyItSaysWhatToDo() async throws {
            let outcome = try await run(["-e", "PROMPT=Hello"])
            #expect(outcome.code == 78)
            #expect(outcome.errors.contains("ANTHROPIC_API_KEY"))
        }

        @Test func anotherUserCanRunItToo() async throws {
            let outcome = try await run(["--user", "4711:4711", "-e", "ROOST_MODEL_STUB=1", "-e", "PROMPT=Hello"])
            #expect(outcome.code == 0, "\(outcome.errors)")
        }

        /// A health check that found no server would have an orchestrator end the run.
        @Test(arguments: [[], ["--init"]]) func aRunIsWellAsLongAsItLasts(flags: [String]) async throws {
            try await Engine.run { engine in
                let name = "roost-\(UInt32.random(in: 0...UInt32.max))"
                let run = ["-d", "--name", name, "--health-interval", "1s", "--health-start-period", "0s", "--health-retries", "1"] + flags
                let prompt = ["-e", "ROOST_MODEL_STUB=1", "-e", "PROMPT=[[stall:600000]]", try #require(Engine.image)]
                try await engine.docker(["run"] + run + prompt)
                let container = Container(engine: engine, name: name)
                let came = try await eventually { try await container.inspect("{{.State.Health.Status}}") != "starting" }
                let state = try await container.inspect("{{.State.Health.Status}} {{.State.Running}}")
                _ = try await engine.call(["rm", "--force", "--volumes", name])
                #expect(came && state == "healthy true")
            }
        }
    }
}
