import ClaudeAgent
import EventLoop
import Glibc
import JSON
import Testing

extension RealCLITests {
    /// What the CLI asks of the host.
    @Suite(.serialized) struct HandlerTests {
        private static func touch(_ name: String) -> UserPrompt { "[[tool:Bash {\"command\":\"touch \(name)\"}]]" }

        private func exists(_ agent: RealAgent, _ name: String) -> Bool { Files.exists("\(agent.place.work)/\(name)") }

        @Test func aPermissionIsGivenRefusedOrChanged() async throws {
            try await RealAgent.run { agent in
                try await agent.session { options in
                    options.canUseTool = { request in
                        switch request.input["command"]?.string {
                        case "touch allowed": return .allow
                        case "touch changed": return .allow(updatedInput: ["command": "touch other"], updatedPermissions: [])
                        default: return .deny("A person said no.")
                        }
                    }
                } _: { session in
                    let seen = Recorder<SessionEvent>()
                    for name in ["allowed", "changed", "refused"] { _ = try await session.ask(Self.touch(name), seen) }
                    #expect(exists(agent, "allowed") && exists(agent, "other"))
                    #expect(!exists(agent, "changed") && !exists(agent, "refused"))
                    #expect(seen.toolResults.map(\.isError) == [false, false, true])
                    #expect(seen.toolResults.last?.text.contains("A person said no.") == true)
                }
            }
        }

        @Test func aRefusalThatInterruptsEndsTheTurn() async throws {
            try await RealAgent.run { agent in
                try await agent.session { options in
                    options.canUseTool = { _ in .deny(message: "Stop.", interrupts: true) }
                } _: { session in
                    let outcome = try await session.ask(Self.touch("refused"))
                    #expect(outcome.failure?.result?.terminalReason == .abortedTools)
                    #expect(try await session.ask("again").failure == nil)
                }
            }
        }

        @Test func anInterruptWithdrawsAnOpenQuestion() async throws {
            try await RealAgent.run { agent in
                let wasCancelled = Recorder<Bool>()
                try await agent.session { options in
                    options.canUseTool = { _ in
                        do { try await Task.sleep(for: .seconds(600)) } catch { wasCancelled.append(true) }
                        return .allow
                    }
                } _: { session in
                    let outcome = try await session.turn(Self.touch("asked"), within: .seconds(120)) { event in
                        if event.message.json["state"]?.string == "requires_action" { try await session.interrupt() }
                    }
                    #expect(outcome.failure?.result?.terminalReason == .abortedTools && wasCancelled.all == [true])
                    #expect(try await session.ask("again").failure == nil)
                    #expect(!exists(agent, "asked"))
                }
            }
        }

        @Test func aQuestionToThePersonIsAnswered() async throws {
            try await RealAgent.run { agent in
                let seen = Recorder<SessionEvent>()
                try await agent.session { options in
                    options.tools = .named(["AskUserQuestion"])
                    options.canUseTool = { request in
                        #expect(request.requiresUserInteraction)
                        return .answering(request, ["Which colour?": "Blue"])
                    }
                } _: { session in
                    let question =
                        "{\"questions\":[{\"question\":\"Which colour?\",\"header\":\"Colour\",\"multiSelect\":false,"
                        + "\"options\":[{\"label\":\"Red\",\"description\":\"r\"},{\"label\":\"Blue\",\"description\":\"b\"}]}]}"
                    _ = try await session.ask("[[tool:AskUserQuestion \(question)]]", seen)
                }
                #expect(seen.toolResults.first?.text.contains("Blue") == true)
            }
        }

        private struct Broken: Error {}

        @Test func aHookRefusesAndABrokenOneBlocks() async throws {
            try await RealAgent.run { agent in
                let failures = Recorder<String>()
                try await agent.session { options in
                    options.allowedTools = ["Bash"]
                    options.onHandlerFailure = { failures.append("\(type(of: $0))") }
                    options.hooks = [
                        HookMatcher(.preToolUse, matcher: "Bash") { input in
                            switch input.toolInput?["command"]?.string {
                            case "touch refused": return .deny("Not that one.")
                            case "touch broken": throw Broken()
                            default: return .noOpinion
                            }
                        }
                    ]
                } _: { session in
                    let seen = Recorder<SessionEvent>()
                    for name in ["free", "refused", "broken"] { _ = try await session.ask(Self.touch(name), seen) }
                    #expect(exists(agent, "free") && !exists(agent, "refused") && !exists(agent, "broken"))
                    #expect(seen.toolResults.map(\.isError) == [false, true, true])
                    #expect(seen.toolResults[1].text.contains("Not that one."))
                    #expect(failures.all == ["Broken"])
                }
            }
        }

        @Test func aHookAfterTheCallSeesItsResult() async throws {
            try await RealAgent.run { agent in
                let outputs = Recorder<String>()
                try await agent.session { options in
                    options.allowedTools = ["Bash"]
                    options.hooks = [
                        HookMatcher(.postToolUse, matcher: "Bash") { input in
                            outputs.append(input.json["tool_response"]?["stdout"]?.string ?? "")
                            return .noOpinion
                        }
                    ]
                } _: { session in
                    _ = try await session.ask("[[tool:Bash {\"command\":\"echo from the tool\"}]]")
                }
                #expect(outputs.all == ["from the tool"])
            }
        }

        @Test func theModelCallsAToolOfThisProcess() async throws {
            try await RealAgent.run { agent in
                let seen = Recorder<SessionEvent>()
                let add = MCPTool("add", description: "Adds.", inputSchema: ["type": "object"]) { call in
                    .text("\((call.arguments["a"]?.int ?? 0) + (call.arguments["b"]?.int ?? 0))")
                }
                try await agent.session { options in
                    options.mcpServers = ["calc": .sdk(MCPServer("calc", tools: [add]))]
                    options.allowedTools = ["mcp__calc__add"]
                } _: { session in
                    _ = try await session.ask("[[tool:mcp__calc__add {\"a\":2,\"b\":3}]]", seen)
                }
                #expect(seen.toolResults.first?.text == "5" && seen.toolResults.first?.isError == false)
            }
        }

        @Test func aDeferredCallIsAskedAboutAgainAfterAResume() async throws {
            try await RealAgent.run { agent in
                let answers = Recorder<String>()
                func options(_ options: inout AgentOptions, _ answer: HookOutput) {
                    options.allowedTools = ["Bash"]
                    options.hooks = [
                        HookMatcher(.preToolUse, matcher: "Bash") { _ in
                            answers.append("asked")
                            return answer
                        }
                    ]
                }
                let id = try await agent.session {
                    options(&$0, .deferred())
                } _: { session -> String in
                    let outcome = try await session.ask(Self.touch("later"))
                    #expect(outcome.answers.last?.result.terminalReason == .toolDeferred)
                    return try #require(session.sessionID)
                }
                #expect(!exists(agent, "later") && answers.all.count == 1)
                try await agent.session {
                    options(&$0, .allow())
                    $0.start = .resume(id)
                    $0.awaitsInitialize = true
                } _: { session in
                    // The CLI begins by itself: nobody sends a prompt.
                    while let event = try await session.next(), event.endedTurn == nil {}
                    #expect(exists(agent, "later") && answers.all.count == 2)
                }
            }
        }
    }
}
