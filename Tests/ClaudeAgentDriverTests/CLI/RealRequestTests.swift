import ClaudeAgent
import EventLoop
import Glibc
import JSON
import TestSupport
import Testing

extension RealCLITests {
    /// What is asked during a conversation.
    @Suite(.serialized) struct RequestTests {
        private static let long: UserPrompt = "[[slow:50]] [[chunks:1000]] [[size:100000]]"

        @Test func anInterruptedTurnHasItsOutcomeAndTheSessionGoesOn() async throws {
            try await RealAgent.run { agent in
                try await agent.session { session in
                    let outcome = try await session.turn(Self.long, within: .seconds(120)) { event in
                        if case .system(let system) = event.message.kind, system.subtype == .initialization {
                            try await session.interrupt()
                        }
                    }
                    #expect(outcome.failure?.result?.terminalReason == .abortedStreaming)
                    #expect(try await session.ask("again").failure == nil)
                }
            }
        }

        @Test func aPromptThatIsTakenBackEndsItsTurn() async throws {
            try await RealAgent.run { agent in
                try await agent.session { session in
                    let first = try await session.send(Self.long)
                    while let event = try await session.next() {
                        if case .system(let system) = event.message.kind, system.subtype == .initialization { break }
                    }
                    let uuid = SessionIdentifier.random()
                    let receipts = Recorder<InterruptReceipt>()
                    let error = await #expect(throws: AgentError.self) {
                        try await session.turn(UserPrompt("never worked on", uuid: uuid), within: .seconds(120)) { event in
                            guard case .commandLifecycle(let command) = event.message.kind else { return }
                            guard command.commandUUID == uuid, command.state == "queued" else { return }
                            receipts.append(try await session.interrupt(cancelQueued: true))
                        }
                    }
                    #expect(error?.code == .cancelled && receipts.all.map(\.cancelled) == [[uuid]])
                    #expect(first != uuid)
                    #expect(try await session.ask("again").failure == nil)
                }
            }
        }

        @Test func aWaitingPromptCanBeTakenBackAlone() async throws {
            try await RealAgent.run { agent in
                try await agent.session {
                    $0.allowedTools = ["Bash"]
                } _: { session in
                    let outcome = try await session.turn("[[tool:Bash {\"command\":\"sleep 1\"}]]", within: .seconds(120)) { event in
                        guard case .assistant(let assistant) = event.message.kind, !assistant.toolUses.isEmpty else { return }
                        let uuid = try await session.send("not this")
                        #expect(try await session.cancel(prompt: uuid))
                    }
                    #expect(outcome.failure == nil && outcome.prompts.count == 1)
                }
            }
        }

        @Test func modelAndPermissionModeChangeBetweenTurns() async throws {
            try await RealAgent.run { agent in
                try await agent.session { session in
                    #expect(try await session.setModel("claude-haiku-4-5") == "claude-haiku-4-5")
                    let seen = Recorder<SessionEvent>()
                    _ = try await session.ask("hello", seen)
                    #expect(seen.initialization?.model == "claude-haiku-4-5")
                    try await session.setPermissionMode(.plan)
                    let later = Recorder<SessionEvent>()
                    _ = try await session.ask("hello", later)
                    #expect(later.initialization?.permissionMode == .plan)
                    let refused = await #expect(throws: AgentError.self) { try await session.setPermissionMode(.bypassPermissions) }
                    #expect(refused?.code == .controlRequestFailed)
                }
            }
        }

        @Test func filesGoBackToWhereTheyWere() async throws {
            try await RealAgent.run { agent in
                let path = agent.place.work + "/notes.txt"
                try await agent.session { options in
                    options.enablesFileCheckpointing = true
                    options.permissionMode = .acceptEdits
                } _: { session in
                    let file = "{\"file_path\":\"\(path)\"}"
                    let contents: @Sendable (String) -> String = { "{\"file_path\":\"\(path)\",\"content\":\"\($0)\"}" }
                    _ = try await session.ask("[[tool:Write \(contents("one"))]]")
                    let uuid = SessionIdentifier.random()
                    _ = try await session.ask(UserPrompt("[[tool:Read \(file)]] [[tool:Write \(contents("two"))]]", uuid: uuid))
                    #expect(ProcessScan.text(of: path) == "two")
                    let dry = try await session.rewindFiles(toPrompt: uuid, dryRun: true)
                    #expect(dry.canRewind && dry.filesChanged.count == 1 && ProcessScan.text(of: path) == "two")
                    try await session.rewindFiles(toPrompt: uuid)
                    #expect(ProcessScan.text(of: path) == "one")
                }
            }
        }

        @Test func theSessionTellsAboutItself() async throws {
            try await RealAgent.run { agent in
                let calc = MCPServer("calc", tools: [])
                try await agent.session {
                    $0.mcpServers = ["calc": .sdk(calc)]
                } _: { session in
                    #expect(session.capabilities?.version == .reference)
                    _ = try await session.ask("hello")
                    let servers = try await session.mcpStatus()
                    #expect(servers.map(\.name) == ["calc"] && servers.map(\.status) == ["connected"])
                    #expect(try await session.contextUsage(detail: .summary)["categories"]?.array?.isEmpty == false)
                    #expect(try await session.models().isEmpty == false)
                    #expect(try await session.settings()["effective"] != nil)
                    try await session.rename(to: "A title")
                    try await session.stopTask("no-such-task")
                    try await session.setMaxThinkingTokens(1024)
                }
            }
        }

        @Test func aSessionThatIsAskedToEndEnds() async throws {
            try await RealAgent.run { agent in
                try await agent.session { session in
                    _ = try await session.ask("hello")
                    try await session.endSession()
                    while try await session.next() != nil {}
                    let error = await #expect(throws: AgentError.self) { try await session.send("more") }
                    #expect(error?.code == .cliConnection)
                }
            }
        }
    }
}
