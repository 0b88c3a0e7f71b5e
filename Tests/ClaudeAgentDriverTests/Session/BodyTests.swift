import ClaudeAgent
import EventLoop
import TestSupport
import Testing

extension DriverTests {
    /// Bodies that end early, throw, are cancelled or do nothing.
    @Suite(.serialized) struct BodyTests {
        private struct Enough: Error {}

        @Test func anErrorOfTheBodyCutsTheTurnOff() async throws {
            try await withWorkplace { place, loop in
                await #expect(throws: Enough.self) {
                    try await AgentSession.run(try place.fake(), on: loop) { session in
                        try await session.turn("[[fake:wait 600000]]") { _ in throw Enough() }
                    }
                }
                #expect(place.alive.isEmpty)
            }
        }

        @Test func aBodyThatReturnsMidTurnEndsAll() async throws {
            try await withWorkplace { place, loop in
                try await AgentSession.run(try place.fake(grace: .milliseconds(300)), on: loop) { session in
                    try await session.send("[[fake:descendants \(place.mark) 3]] [[fake:wait 600000]]")
                    _ = try await session.next()
                }
                #expect(place.alive.isEmpty)
            }
        }

        @Test func cancellationEndsTheProcessInEveryPhase() async throws {
            for prompt in [nil, "[[fake:wait 600000]]", "[[fake:stall]]", "[[fake:deaf]] [[fake:wait 600000]]"] {
                try await withWorkplace { place, loop in
                    let launch = try place.fake(grace: .milliseconds(200))
                    await withThrowingTaskGroup(of: Void.self) { group in
                        group.addTask {
                            try await AgentSession.run(launch, on: loop) { session in
                                if let prompt { _ = try await session.turn(UserPrompt(prompt)) } else { _ = try await session.next() }
                            }
                        }
                        #expect(await eventually { !ProcessScan.named("FakeClaude", among: place.alive).isEmpty })
                        group.cancelAll()
                        await #expect(throws: (any Error).self) { try await group.next() }
                    }
                    #expect(place.alive.isEmpty)
                }
            }
        }

        @Test func aBodyThatTakesNothingStopsTheCLIAndNotTheEnd() async throws {
            try await withWorkplace { place, loop in
                let launch = try place.fake(grace: .seconds(5)) {
                    $0.backlogLimit = 64 * 1024
                    $0.requestTimeout = .seconds(1)
                }
                try await AgentSession.run(launch, on: loop) { session in
                    try await session.send("[[fake:spin 20000 200]]")
                    // Once there are so many, the answer stands behind frames that nobody takes.
                    let isStopped = await eventually {
                        do { _ = try await session.mcpStatus() } catch {
                            let error = error as? AgentError
                            return error?.code == .timeout && error?.message.contains("backlogLimit") == true
                        }
                        return false
                    }
                    #expect(isStopped)
                }
                #expect(place.alive.isEmpty)
            }
        }

        @Test func aSlowBodyLosesNothing() async throws {
            try await withWorkplace { place, loop in
                let seen = Recorder<SessionEvent>()
                let launch = try place.fake { $0.backlogLimit = 16 * 1024 }
                try await AgentSession.run(launch, on: loop) { session in
                    _ = try await session.turn("[[fake:spin 3000 100]]", within: .seconds(120)) { event in
                        if seen.all.count.isMultiple(of: 500) { try await loop.sleep(for: .milliseconds(20)) }
                        seen.append(event)
                    }
                }
                #expect(seen.texts.count == 3001)
            }
        }
    }
}
