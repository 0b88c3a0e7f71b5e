import ClaudeAgent
import EventLoop
import JSON
import Testing

/// Everything with the real CLI, one process at a time.
@Suite(.serialized) struct RealCLITests {}

extension RealCLITests {
    @Suite(.serialized) struct ConversationTests {
        @Test func oneQuestion() async throws {
            try await RealAgent.run { agent in
                let texts = Recorder<String>()
                let result = try await query(prompt: "[[text:Forty-two.]]", launch: try agent.launch(), on: agent.loop) { message in
                    if case .assistant(let assistant) = message.kind { texts.append(assistant.text) }
                }
                #expect(result.text == "Forty-two." && texts.all == ["Forty-two."])
                #expect(result.terminalReason == .completed)
            }
        }

        @Test func aFailedCallOfTheAPIIsAFailure() async throws {
            try await RealAgent.run { agent in
                let error = await #expect(throws: AgentError.self) {
                    try await query(prompt: "[[error:400,invalid_request_error]]", launch: try agent.launch(), on: agent.loop)
                }
                #expect(error?.code == .resultError && error?.result?.apiErrorStatus == 400, "\(String(describing: error))")
                #expect(error?.result?.exitCode == 1)
            }
        }

        @Test func threeTurnsThenResumeThenFork() async throws {
            try await RealAgent.run { agent in
                let id = try await agent.session { _ in
                } _: { session -> String in
                    for text in ["one", "two", "three"] { #expect(try await session.ask(UserPrompt(text)).answers.count == 1) }
                    let process = session.capabilities?.processID
                    #expect(process.map { agent.place.alive.contains(Int32($0)) } == true)
                    return try #require(session.sessionID)
                }
                let resumed = try await agent.session {
                    $0.start = .resume(id)
                } _: { session in
                    let outcome = try await session.ask("four")
                    #expect(session.sessionID == id)
                    return outcome.answers.last?.result.text ?? ""
                }
                #expect(resumed.contains("4th") && resumed.contains("\"one\""))
                let forked = try await agent.session {
                    $0.start = .resume(id: id, fork: .newID, at: nil, dropsTurn: nil)
                } _: { session in
                    let outcome = try await session.ask("five")
                    #expect(session.sessionID != id)
                    return outcome.answers.last?.result.text ?? ""
                }
                #expect(forked.contains("5th") && forked.contains("\"one\""))
            }
        }

        @Test func anUnknownSessionIsNamedByItsError() async throws {
            try await RealAgent.run { agent in
                let id = SessionIdentifier.random()
                let error = await #expect(throws: AgentError.self) {
                    try await agent.session {
                        $0.start = .resume(id)
                    } _: { _ in
                    }
                }
                #expect(error?.message.contains("No conversation found with session ID: \(id)") == true)
            }
        }

        @Test func aRefusedStartSpeaksByStandardError() async throws {
            try await RealAgent.run { agent in
                let error = await #expect(throws: AgentError.self) {
                    try await agent.session {
                        $0.extraArguments = ["no-such-flag": nil]
                    } _: { _ in
                    }
                }
                #expect(error?.code == .processExited && error?.message.contains("unknown option '--no-such-flag'") == true)
            }
        }

        @Test func piecesComeBeforeTheWhole() async throws {
            try await RealAgent.run { agent in
                let seen = Recorder<SessionEvent>()
                try await agent.session {
                    $0.includesPartialMessages = true
                } _: {
                    _ = try await $0.ask("[[text:a b c d e f]]", seen)
                }
                let pieces = seen.all.compactMap { event -> String? in
                    guard case .streamEvent(let part) = event.message.kind else { return nil }
                    return part.textDelta
                }
                #expect(pieces.joined() == "a b c d e f" && seen.texts == ["a b c d e f"])
            }
        }

        @Test func anAnswerOfAGivenFormIsRead() async throws {
            try await RealAgent.run { agent in
                let schema: JSONObject = ["type": "object", "properties": ["n": ["type": "integer"]], "required": ["n"]]
                let outcome = try await agent.session {
                    $0.outputFormat = .jsonSchema(schema)
                } _: { session in
                    try await session.ask("[[tool:StructuredOutput {\"n\":7}]]")
                }
                #expect(outcome.answers.last?.result.structuredOutput == ["n": 7])
            }
        }

        @Test func promptsSentDuringATurnAreMergedIntoIt() async throws {
            try await RealAgent.run { agent in
                try await agent.session {
                    $0.allowedTools = ["Bash"]
                } _: { session in
                    let sent = Recorder<String>()
                    let outcome = try await session.turn("[[tool:Bash {\"command\":\"sleep 1\"}]]", within: .seconds(120)) { event in
                        guard case .assistant(let assistant) = event.message.kind, !assistant.toolUses.isEmpty else { return }
                        for text in ["second", "third"] { sent.append(try await session.send(UserPrompt(text))) }
                    }
                    #expect(outcome.answers.count == 1 && outcome.prompts.count == 3)
                    #expect(sent.all.allSatisfy { outcome.result(for: $0) != nil })
                }
            }
        }

        @Test func clearStartsAnewUnderAnotherIDThatCanBeResumed() async throws {
            try await RealAgent.run { agent in
                let id = try await agent.session { session -> String in
                    _ = try await session.ask("first")
                    let (old, seen) = (session.sessionID, Recorder<SessionEvent>())
                    _ = try await session.ask("/clear", seen)
                    #expect(seen.all.contains { if case .conversationReset = $0.message.kind { true } else { false } })
                    let outcome = try await session.ask("anew")
                    #expect(outcome.answers.last?.result.text?.contains("1st") == true && session.sessionID != old)
                    return try #require(session.sessionID)
                }
                let outcome = try await agent.session {
                    $0.start = .resume(id)
                } _: {
                    try await $0.ask("more")
                }
                #expect(outcome.answers.last?.result.text?.contains("2nd") == true)
            }
        }

        @Test func aVerbatimPromptIsNoCommand() async throws {
            try await RealAgent.run { agent in
                try await agent.session { session in
                    _ = try await session.ask("first")
                    let old = session.sessionID
                    var prompt = UserPrompt("/clear")
                    prompt.isVerbatim = true
                    let outcome = try await session.ask(prompt)
                    #expect(outcome.answers.last?.result.text?.contains("2nd") == true && session.sessionID == old)
                }
            }
        }

        @Test func aPromptThatOnlyAddsToTheHistoryIsOver() async throws {
            try await RealAgent.run { agent in
                try await agent.session { session in
                    var note = UserPrompt("note this")
                    note.asks = false
                    let outcomes = [try await session.ask(note), try await session.ask("and now")]
                    #expect(outcomes.allSatisfy { $0.failure == nil })
                }
            }
        }
    }
}

extension RealAgent {
    /// A live session of the options of every test.
    func session<T: Sendable>(_ body: @Sendable (AgentSession) async throws -> T) async throws -> T {
        try await session({ _ in }, body)
    }
}
