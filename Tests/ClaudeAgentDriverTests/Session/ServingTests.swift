import ClaudeAgent
import EventLoop
import JSON
import Synchronization
import TestSupport
import Testing

extension DriverTests {
    /// What the CLI asks of the host, served while everything else goes on.
    @Suite(.serialized) struct ServingTests {
        /// The text of the agent's answer to a prompt, which for these orders repeats what the host answered.
        private func echo(_ order: String, _ options: @escaping @Sendable (inout AgentOptions) -> Void = { _ in }) async throws -> String {
            try await withWorkplace { place, loop in
                let seen = Recorder<SessionEvent>()
                return try await AgentSession.run(try place.fake(options: options), on: loop) { session in
                    _ = try await session.ask(UserPrompt("[[fake:\(order)]]"), seen)
                    return seen.texts.last ?? ""
                }
            }
        }

        @Test func aPermissionQuestionGetsTheHandlersAnswer() async throws {
            let text = try await echo("ask Bash {\"command\":\"touch x\"}") { $0.canUseTool = { _ in .deny("Not today.") } }
            #expect(text.contains("\"behavior\":\"deny\"") && text.contains("Not today."))
        }

        @Test func questionsAreServedAtTheSameTime() async throws {
            let open = Mutex(0)
            let text = try await echo("ask-many 5") { options in
                options.canUseTool = { _ in
                    open.withLock { $0 += 1 }
                    // Nobody returns before all are there.
                    #expect(await eventually { open.withLock { $0 } == 5 })
                    return .allow
                }
            }
            #expect(try JSONValue(parsing: text).array?.count == 5)
        }

        @Test func aWithdrawnQuestionCancelsItsHandlerAndIsNotAnswered() async throws {
            let wasCancelled = Mutex(false)
            let text = try await echo("ask-cancelled 200") { options in
                options.canUseTool = { _ in
                    do {
                        try await Task.sleep(for: .seconds(600))
                    } catch {
                        wasCancelled.withLock { $0 = true }
                    }
                    return .allow
                }
            }
            #expect(text == "no answer" && wasCancelled.withLock { $0 })
        }

        private struct Trouble: Error, CustomStringConvertible {
            var description: String { "the password is sesame" }
        }

        @Test func aHandlerThatFailsTellsTheHostAllAndTheCLIOnlyTheType() async throws {
            let failures = Recorder<String>()
            let text = try await echo("ask") { options in
                options.canUseTool = { _ in throw Trouble() }
                options.onHandlerFailure = { failures.append("\($0)") }
            }
            #expect(text.contains("failed with Trouble") && !text.contains("sesame"))
            #expect(failures.all == ["the password is sesame"])
        }

        @Test func everyHookOfAnEventIsCalledByItsID() async throws {
            let text = try await echo("hook PreToolUse Bash") { options in
                options.hooks = [
                    HookMatcher(.stop) { _ in .noOpinion },
                    HookMatcher(.preToolUse) { _ in .deny("first") },
                    HookMatcher(.preToolUse) { input in .deny("second of \(input.toolName ?? "")") },
                ]
            }
            #expect(text.contains("first") && text.contains("second of Bash"))
        }

        @Test func anInProcessToolIsListedAndCalled() async throws {
            let add = MCPTool("add", description: "Adds.", inputSchema: ["type": "object"]) { call in
                .text("\((call.arguments["a"]?.int ?? 0) + (call.arguments["b"]?.int ?? 0))")
            }
            let servers: @Sendable (inout AgentOptions) -> Void = { $0.mcpServers = ["calc": .sdk(MCPServer("calc", tools: [add]))] }
            #expect(try await echo("mcp calc tools/list", servers).contains("\"add\""))
            #expect(try await echo("mcp calc tools/call {\"name\":\"add\",\"arguments\":{\"a\":2,\"b\":3}}", servers).contains("\"5\""))
            #expect(try await echo("mcp other tools/list", servers).contains("-32601"))
        }

        @Test func questionsToTheUserAreAnsweredOrDeclined() async throws {
            #expect(try await echo("elicit Name?").contains("\"action\":\"decline\""))
            let text = try await echo("elicit Name?") { options in
                options.onElicitation = { question in .accept(content: ["echo": .string(question.message ?? "")]) }
            }
            #expect(text.contains("\"action\":\"accept\"") && text.contains("Name?"))
        }

        @Test func dialogsAreShownOrClosed() async throws {
            #expect(try await echo("ask-unknown request_user_dialog").contains("\"behavior\":\"cancelled\""))
            let text = try await echo("ask-unknown request_user_dialog") { options in
                options.dialogKinds = ["fake"]
                options.onUserDialog = { _ in .completed(result: ["chosen": 3]) }
            }
            #expect(text.contains("\"behavior\":\"completed\"") && text.contains("\"chosen\":3"))
        }

        @Test func whatNobodyKnowsIsAnsweredWithAnError() async throws {
            #expect(try await echo("ask-unknown novelty").contains("Unsupported control request subtype: novelty"))
        }

        private func expectUnread(_ launch: AgentLaunch, on loop: EventLoop) async throws {
            let error = await #expect(throws: AgentError.self) {
                try await AgentSession.run(launch, on: loop) { session in
                    _ = try await session.ask("[[fake:ask-flood]]")
                }
            }
            #expect(error?.code == .cliConnection && error?.message.contains("does not read the answers") == true)
        }

        @Test func aCLIThatAsksWithoutEndAndReadsNothingEndsTheSession() async throws {
            try await withWorkplace { place, loop in try await expectUnread(try place.fake(), on: loop) }
        }

        @Test func soDoesOneThatHasNotAnsweredInitialize() async throws {
            try await withWorkplace { place, loop in
                let program = "\(place.root)/claude"
                let subtype = String(repeating: "x", count: 5000)
                let request = #"{"type":"control_request","request_id":"%.0f","request":{"subtype":"\#(subtype)"}}"#
                try Files.writePrivately(Array("#!/bin/sh\nexec seq -f '\(request)' 1 10000000\n".utf8), to: program)
                try Files.setMode(0o700, of: program)
                try await expectUnread(try place.launch(program), on: loop)
            }
        }

        @Test func manyRequestsWhoseAnswersAreReadInTheEndAreAnswered() async throws {
            try await withWorkplace { place, loop in
                let launch = try place.fake()
                // Six megabytes of answers: within the limit, and far beyond what a pipe holds.
                let outcome = try await AgentSession.run(launch, on: loop) { try await $0.ask("[[fake:ask-flood 600]]") }
                #expect(outcome.failure == nil)
            }
        }

        @Test func requestsAreServedWhileInitializeIsPending() async throws {
            try await withWorkplace { place, loop in
                let launch = try place.fake("ask-initialize calc") { _ in
                } options: { options in
                    options.mcpServers = ["calc": .sdk(MCPServer("calc", tools: []))]
                }
                #expect(try await AgentSession.run(launch, on: loop) { try await $0.ask("hello") }.failure == nil)
            }
        }

        @Test func aHandlerThatIgnoresItsCancellationDelaysNobodyButTheEnd() async throws {
            try await withWorkplace { place, loop in
                let gate = Gate()
                let launch = try place.fake(grace: .seconds(20)) { _ in
                } options: { options in
                    options.canUseTool = { _ in
                        await gate.waitUncancelled()
                        return .allow
                    }
                }
                try await AgentSession.run(launch, on: loop) { session in
                    try await session.send("[[fake:ask]]")
                    while let event = try await session.next() {
                        if event.message.json["state"]?.string == "requires_action" { break }
                    }
                    try await session.endSession()
                    // The process is gone and the consumer is told, although the handler still sits there.
                    while try await session.next() != nil {}
                    #expect(await eventually { place.alive.isEmpty })
                    gate.open()
                }
            }
        }
    }
}
