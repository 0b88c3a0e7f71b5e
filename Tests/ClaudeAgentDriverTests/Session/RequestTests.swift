import ClaudeAgent
import EventLoop
import JSON
import Testing

extension DriverTests {
    /// What the host asks of the CLI.
    @Suite(.serialized) struct RequestTests {
        @Test func anAnswerFindsItsRequest() async throws {
            try await withWorkplace { place, loop in
                try await AgentSession.run(try place.fake(), on: loop) { session in
                    async let model = session.setModel("claude-haiku-4-5")
                    async let servers = session.mcpStatus()
                    #expect(try await model != nil)
                    #expect(try await servers.isEmpty)
                    try await session.setPermissionMode(.acceptEdits)
                }
            }
        }

        @Test func aRefusalCarriesItsCode() async throws {
            try await withWorkplace { place, loop in
                try await AgentSession.run(try place.fake(), on: loop) { session in
                    let error = await #expect(throws: AgentError.self) {
                        try await session.request(.other(subtype: "novelty", fields: [:]))
                    }
                    #expect(error?.code == .controlRequestFailed)
                    guard case .control("novelty", "unsupported_request") = error?.detail else {
                        Issue.record("unexpected detail \(String(describing: error?.detail))")
                        return
                    }
                }
            }
        }

        static let bad = ["never", "wrong-id", "without-id", "not-an-object"]

        @Test(arguments: bad) func anAnswerThatNeverComesIsATimeoutAndTheSessionGoesOn(manner: String) async throws {
            try await withWorkplace { place, loop in
                let launch = try place.fake(supervision: { $0.requestTimeout = .milliseconds(300) })
                try await AgentSession.run(launch, on: loop) { session in
                    _ = try await session.ask(UserPrompt("[[fake:respond \(manner)]]"))
                    let error = await #expect(throws: AgentError.self) { try await session.mcpStatus() }
                    #expect(error?.code == .timeout && error?.message.contains("mcp_status") == true)
                    #expect(try await session.ask("again").failure == nil)
                }
            }
        }

        @Test func aLateAnswerIsIgnored() async throws {
            try await withWorkplace { place, loop in
                let launch = try place.fake(supervision: { $0.requestTimeout = .milliseconds(100) })
                try await AgentSession.run(launch, on: loop) { session in
                    _ = try await session.ask("[[fake:respond late 1000]]")
                    let error = await #expect(throws: AgentError.self) { try await session.mcpStatus() }
                    #expect(error?.code == .timeout)
                    #expect(try await session.ask("again").failure == nil)
                }
            }
        }

        @Test func aRequestOfACancelledTaskIsGivenUp() async throws {
            try await withWorkplace { place, loop in
                try await AgentSession.run(try place.fake(), on: loop) { session in
                    _ = try await session.ask("[[fake:respond never]]")
                    await withThrowingTaskGroup(of: Void.self) { group in
                        group.addTask { _ = try await session.mcpStatus() }
                        group.cancelAll()
                        await #expect(throws: CancellationError.self) { try await group.next() }
                    }
                    #expect(try await session.ask("again").failure == nil)
                }
            }
        }

        @Test func theEndOfTheProcessFailsWhatWaits() async throws {
            try await withWorkplace { place, loop in
                try await AgentSession.run(try place.fake(), on: loop) { session in
                    _ = try await session.ask("[[fake:respond never]]")
                    async let status = session.mcpStatus()
                    try await session.send("[[fake:exit 9 all gone]]")
                    do {
                        _ = try await status
                        Issue.record("an answer came from nowhere")
                    } catch let error as AgentError {
                        #expect(error.code == .processExited && error.message.contains("all gone"))
                    }
                    await #expect(throws: AgentError.self) { while try await session.next() != nil {} }
                    let late = await #expect(throws: AgentError.self) { try await session.mcpStatus() }
                    #expect(late?.code == .processExited)
                }
            }
        }

        @Test func framesLeaveInTheOrderOfTheirCalls() async throws {
            try await withWorkplace { place, loop in
                try await AgentSession.run(try place.fake(), on: loop) { session in
                    let seen = Recorder<SessionEvent>()
                    for number in 0..<20 {
                        let text = String(repeating: "x", count: 10_000)
                        _ = try await session.ask(UserPrompt("[[fake:say \(number)]] \(text)"), seen)
                        try await session.setPermissionMode(number.isMultiple(of: 2) ? .plan : .default)
                    }
                    #expect(seen.texts == (0..<20).map(String.init))
                }
            }
        }
    }
}
