import ClaudeAgent
import EventLoop
import Testing

extension DriverTests {
    /// Starts that fail, and what their errors tell.
    @Suite(.serialized) struct StartTests {
        private func failure(_ launch: AgentLaunch, on loop: EventLoop) async -> AgentError? {
            await #expect(throws: AgentError.self) {
                try await AgentSession.run(launch, on: loop) { _ in Issue.record("the body was called") }
            }
        }

        @Test(arguments: ["exit-initialize", "exit-start"], [0, 1, 7]) func anExitBeforeTheAnswerCarriesStandardError(
            order: String,
            status: Int
        ) async throws {
            try await withWorkplace { place, loop in
                let error = await failure(try place.fake("\(order) \(status) the reason is this"), on: loop)
                #expect(error?.message.contains("the reason is this") == true, "\(String(describing: error))")
                #expect(error?.code == (status == 0 ? .cliConnection : .processExited))
                #expect(error?.process?.exitCode == Int32(status))
            }
        }

        @Test func silenceEndsWithTheTimeForInitialize() async throws {
            try await withWorkplace { place, loop in
                let launch = try place.fake("stderr-start waiting for nothing", "no-initialize", grace: .milliseconds(300)) {
                    $0.initializeTimeout = .seconds(3)
                }
                let error = await failure(launch, on: loop)
                #expect(error?.code == .timeout)
                #expect(error?.message.contains("initialize") == true && error?.message.contains("waiting for nothing") == true)
            }
        }

        @Test func aHangBeforeTheFirstByteEndsToo() async throws {
            try await withWorkplace { place, loop in
                let launch = try place.fake("stall-start", grace: .milliseconds(200)) { $0.initializeTimeout = .milliseconds(500) }
                #expect(await failure(launch, on: loop)?.code == .timeout)
            }
        }

        @Test func aLateAnswerIsAnAnswer() async throws {
            try await withWorkplace { place, loop in
                let launch = try place.fake("noise-start", "slow-initialize 300")
                #expect(try await AgentSession.run(launch, on: loop) { try await $0.ask("hello") }.failure == nil)
            }
        }

        @Test func aRefusedInitializeIsRefused() async throws {
            try await withWorkplace { place, loop in
                let error = await failure(try place.fake("respond failed"), on: loop)
                #expect(error?.code == .controlRequestFailed)
            }
        }

        @Test func missingProgramsAndFoldersAreNamed() async throws {
            try await withWorkplace { place, loop in
                let claude = await failure(try place.launch("/nonexistent/claude"), on: loop)
                #expect(claude?.code == .cliNotFound && claude?.message.contains("/nonexistent/claude") == true)
                let notExecutable = await failure(try place.launch("/etc/passwd"), on: loop)
                #expect(notExecutable?.code == .cliConnection && notExecutable?.message.contains("/etc/passwd") == true)
                var launch = try place.fake()
                launch.supervision.guardian = "/nonexistent/guardian"
                let guardian = await failure(launch, on: loop)
                #expect(guardian?.code == .cliConnection && guardian?.message.contains("/nonexistent/guardian") == true)
                let folder = await failure(try place.launch { options, _ in options.workingDirectory = "/nonexistent/folder" }, on: loop)
                #expect(folder?.message.contains("/nonexistent/folder") == true)
            }
        }

        @Test func secretsInStandardErrorAreReplaced() async throws {
            try await withWorkplace { place, loop in
                let error = await failure(try place.fake("exit-start 1 the key is placeholder-of-a-test"), on: loop)
                #expect(
                    error?.message.contains("the key is <redacted>") == true && !"\(String(describing: error))".contains("placeholder-of")
                )
            }
        }

        @Test func filesOfALaunchThatFailsAreRemoved() async throws {
            try await withWorkplace { place, loop in
                let secret = MCPServerConfiguration.http(url: "http://127.0.0.1:1/mcp", headers: ["authorization": Secret("sesame-sesame")])
                let launch = try place.launch("/nonexistent/claude") { options, _ in options.mcpServers = ["web": secret] }
                _ = await failure(launch, on: loop)
                #expect(Files.entries(of: place.temporary) == [])
            }
        }

        @Test func aStartThatIsCancelledLeavesNothing() async throws {
            try await withWorkplace { place, loop in
                let launch = try place.fake("stall-start", grace: .milliseconds(200))
                await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await AgentSession.run(launch, on: loop) { (_: AgentSession) -> Void in } }
                    group.cancelAll()
                    await #expect(throws: (any Error).self) { try await group.next() }
                }
                #expect(place.alive.isEmpty)
            }
        }
    }
}
