import ClaudeAgent
import EventLoop
import Glibc
import TestSupport
import Testing

extension DriverTests {
    /// How a process is ended, and that nothing of it is left.
    @Suite(.serialized) struct EndTests {
        private func time(_ body: () async throws -> Void) async rethrows -> Duration {
            let start = ContinuousClock.now
            try await body()
            return ContinuousClock.now - start
        }

        @Test func aWillingProcessIsNotWaitedFor() async throws {
            try await withWorkplace { place, loop in
                let taken = try await time {
                    try await AgentSession.run(try place.fake(grace: .seconds(600)), on: loop) { _ = try await $0.ask("hello") }
                }
                #expect(taken < .seconds(300))
            }
        }

        @Test func theEndOfTheInputIsFollowedBySIGTERMAndThatBySIGKILL() async throws {
            try await withWorkplace { place, loop in
                let grace = Duration.milliseconds(400)
                // Heeds neither the end of its input nor SIGTERM.
                let deaf = try await time {
                    try await AgentSession.run(try place.fake("deaf-start", grace: grace), on: loop) { _ = try await $0.ask("hello") }
                }
                #expect(deaf >= grace * 2)
                // Works on after the end of its input, and ends with SIGTERM.
                let busy = try await time {
                    try await AgentSession.run(try place.fake(grace: grace), on: loop) { _ = try await $0.send("[[fake:wait 600000]]") }
                }
                #expect(busy >= grace && busy < .seconds(300))
                #expect(place.alive.isEmpty)
            }
        }

        static let leavers = ["descendants", "descendants-after"]
        static let manners = ["", "holding"]

        @Test(arguments: leavers, manners) func toolsInSessionsOfTheirOwnEndWithTheSession(order: String, manner: String) async throws {
            try await withWorkplace { place, loop in
                try await AgentSession.run(try place.fake(), on: loop) { session in
                    _ = try await session.ask("[[fake:\(order) \(place.mark) 4 \(manner)]]")
                    #expect(await eventually { place.alive.count == 6 })
                }
                #expect(place.alive.isEmpty)
            }
        }

        @Test func toolsEndWhenTheCLICrashes() async throws {
            try await withWorkplace { place, loop in
                await #expect(throws: AgentError.self) {
                    try await AgentSession.run(try place.fake(), on: loop) { session in
                        _ = try await session.ask("[[fake:descendants \(place.mark) 4]] [[fake:kill]]")
                    }
                }
                #expect(place.alive.isEmpty)
            }
        }

        @Test func aGuardianThatIsKilledTakesItsProgramWithItAndTheHostIsTold() async throws {
            try await withWorkplace { place, loop in
                let error = await #expect(throws: AgentError.self) {
                    try await AgentSession.run(try place.fake(grace: .seconds(5)), on: loop) { session in
                        try await session.send("[[fake:wait 600000]]")
                        _ = try await session.next()
                        for pid in ProcessScan.named("roost-guardian", among: place.alive) { kill(pid, SIGKILL) }
                        while try await session.next() != nil {}
                    }
                }
                #expect(error?.code == .processExited && error?.process?.signal == 9)
                #expect(await eventually { place.alive.isEmpty })
            }
        }
    }
}
