import ClaudeAgent
import EventLoop
import Testing

extension DriverTests {
    /// Turns of a live session, and their ends of every kind.
    @Suite(.serialized) struct TurnTests {
        @Test func turnsOfOneSessionShareOneProcessAndItsMemory() async throws {
            try await withWorkplace { place, loop in
                let seen = Recorder<SessionEvent>()
                try await AgentSession.run(try place.fake(), on: loop) { session in
                    for text in ["first", "second", "third"] { _ = try await session.ask(UserPrompt(text), seen) }
                }
                #expect(seen.texts.count == 3 && seen.texts.last?.contains("first") == true)
                #expect(Set(seen.all.compactMap { $0.message.sessionID }).count == 1)
            }
        }

        @Test func aConversationThatIsResetGoesOnUnderItsNewID() async throws {
            try await withWorkplace { place, loop in
                try await AgentSession.run(try place.fake(), on: loop) { session in
                    _ = try await session.ask("hello")
                    let (old, seen) = (session.sessionID, Recorder<SessionEvent>())
                    _ = try await session.ask("[[fake:reset]]", seen)
                    let new = try #require(session.sessionID)
                    #expect(new != old)
                    let changes = seen.all.flatMap(\.changes).compactMap { change -> Bool? in
                        guard case .sessionChanged(from: old, to: new, wasReset: let wasReset) = change else { return nil }
                        return wasReset
                    }
                    #expect(changes == [true])
                }
            }
        }

        @Test func anInterruptedTurnHasItsOutcomeAndTheSessionGoesOn() async throws {
            try await withWorkplace { place, loop in
                try await AgentSession.run(try place.fake(), on: loop) { session in
                    let outcome = try await session.turn("[[fake:wait 600000]]", within: .seconds(60)) { event in
                        if case .system(let system) = event.message.kind, system.subtype == .initialization {
                            try await session.interrupt()
                        }
                    }
                    #expect(outcome.failure?.result?.subtype == .errorDuringExecution)
                    #expect(try await session.ask("again").failure == nil)
                }
            }
        }

        @Test func turnsTheCLIBeginsByItselfAreNobodysAnswer() async throws {
            try await withWorkplace { place, loop in
                try await AgentSession.run(try place.fake(), on: loop) { session in
                    let outcome = try await session.ask("[[fake:background 2]]")
                    #expect(outcome.prompts.count == 1)
                    let next = try await session.ask("again")
                    #expect(next.answers.last?.prompts == next.prompts && next.prompts.count == 1)
                }
            }
        }

        @Test func aSecondTakerIsToldSo() async throws {
            try await withWorkplace { place, loop in
                try await AgentSession.run(try place.fake(), on: loop) { session in
                    await withThrowingTaskGroup(of: Void.self) { group in
                        for _ in 0..<2 { group.addTask { _ = try await session.next() } }
                        await #expect(throws: AgentError.self) { try await group.next() }
                        group.cancelAll()
                    }
                }
            }
        }

        @Test func theLastFramesComeWithFinish() async throws {
            try await withWorkplace { place, loop in
                let late = Recorder<SessionEvent>()
                try await AgentSession.run(
                    try place.fake { _ in
                    } options: {
                        $0.mirrorsTranscript = true
                    },
                    on: loop
                ) { session in
                    _ = try await session.ask("hello")
                    try await session.finish { late.append($0) }
                }
                #expect(late.all.contains { $0.message.type == "transcript_mirror" })
            }
        }

        @Test func finishEndsAProcessThatDoesNotHeedTheEndOfItsInput() async throws {
            try await withWorkplace { place, loop in
                try await AgentSession.run(try place.fake(grace: .milliseconds(200)), on: loop) { session in
                    _ = try await session.ask("[[fake:deaf]]")
                    await #expect(throws: AgentError.self) { try await session.finish() }
                    #expect(place.alive.isEmpty)
                }
            }
        }
    }
}
