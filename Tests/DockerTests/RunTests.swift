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
    }
}
