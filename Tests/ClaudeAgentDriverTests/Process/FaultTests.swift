import ClaudeAgent
import EventLoop
import Glibc
import TestSupport
import Testing

extension DriverTests {
    /// What a process does wrong, and the error a caller gets for it. Nothing hangs, nothing is left, the next session works.
    @Suite(.serialized) struct FaultTests {
        struct Row: Sendable, CustomTestStringConvertible {
            let order: String
            let code: AgentError.Code
            let says: String
            var grace = Duration.seconds(20)

            init(_ order: String, _ code: AgentError.Code, _ says: String, grace: Duration = .seconds(20)) {
                (self.order, self.code, self.says, self.grace) = (order, code, says, grace)
            }

            var testDescription: String { order }
        }

        static let rows = [
            Row("garbage", .jsonDecode, "is not JSON"),
            Row("bad-utf8", .jsonDecode, "is not JSON"),
            Row("deep 5000", .jsonDecode, "is not JSON"),
            Row("line 3M", .lineTooLong, "2097152"),
            Row("endless-line 3M", .lineTooLong, "2097152", grace: .milliseconds(200)),
            Row("exit-before 3 broken early", .processExited, "exited with code 3: broken early"),
            Row("exit 4 broken midway", .processExited, "exited with code 4: broken midway"),
            Row("exit-after 5 broken late", .processExited, "exited with code 5: broken late"),
            Row("kill", .processExited, "signal 9"),
            Row("kill 11", .processExited, "signal 11"),
            Row("kill-after", .processExited, "signal 9"),
            Row("no-result", .cliConnection, "ended before it had answered"),
            Row("error-exit it failed", .resultError, "it failed"),
            Row("close-stdout", .processExited, "143", grace: .milliseconds(200)),
        ]

        @Test(arguments: rows) func isATypedErrorAndTheNextSessionWorks(row: Row) async throws {
            try await withWorkplace { place, loop in
                let launch = try place.fake(grace: row.grace, supervision: { $0.lineLimit = 2 << 20 })
                let error = await #expect(throws: AgentError.self) {
                    try await AgentSession.run(launch, on: loop) { try await $0.ask(UserPrompt("[[fake:\(row.order)]]")) }
                }
                #expect(error?.code == row.code && error?.message.contains(row.says) == true, "\(String(describing: error))")
                #expect(place.alive.isEmpty)
                let outcome = try await AgentSession.run(try place.fake(), on: loop) { try await $0.ask("again") }
                #expect(outcome.failure == nil)
            }
        }

        static let survivable = [
            "split-utf8", "nul-line", "bom", "noise", "type-last", "unknown", "stderr-flood 4M", "huge-tool-result 4M", "line 1M",
            "chunks 50",
            "spin 5000", "retry 2 5", "stray-response", "stray-cancel", "respond twice", "ask-malformed", "ask-unknown",
            "permission-denied",
        ]

        @Test(arguments: survivable) func isNoFailure(order: String) async throws {
            try await withWorkplace { place, loop in
                try await AgentSession.run(try place.fake(), on: loop) { session in
                    let outcome = try await session.ask(UserPrompt("[[fake:\(order)]]"))
                    #expect(outcome.failure == nil && outcome.answers.count == 1)
                    #expect(try await session.ask("again").failure == nil)
                }
            }
        }

        @Test func aLineMayHaveFortyMebibytesUnlessSaidOtherwise() async throws {
            try await withWorkplace { place, loop in
                let launch = try place.fake()
                let limit = 40 * 1024 * 1024
                let outcome = try await AgentSession.run(launch, on: loop) { try await $0.ask("[[fake:line \(limit)]]") }
                #expect(outcome.failure == nil)
                let error = await #expect(throws: AgentError.self) {
                    try await AgentSession.run(launch, on: loop) { try await $0.ask("[[fake:line \(limit + 1)]]") }
                }
                #expect(error?.code == .lineTooLong && error?.message.contains("41943040") == true)
            }
        }

        static let stalls = ["stall", "stall-init", "stall-result", "partial-line"]

        @Test(arguments: stalls) func aStallEndsWithTheLimitOfTheTurn(order: String) async throws {
            try await withWorkplace { place, loop in
                let error = await #expect(throws: AgentError.self) {
                    try await AgentSession.run(try place.fake(grace: .milliseconds(200)), on: loop) { session in
                        try await session.turn(UserPrompt("[[fake:\(order)]]"), within: .milliseconds(300))
                    }
                }
                #expect(error?.code == .timeout)
                #expect(place.alive.isEmpty)
            }
        }

        static let failedResults: [(String, AgentError.Code)] = [
            ("api-error 401 no key", .resultError), ("error-result model_error it broke", .resultError), ("max-turns", .resultError),
            ("max-budget", .resultError),
        ]

        @Test(arguments: failedResults) func aFailedResultIsTheOutcomeAndTheSessionGoesOn(order: String, code: AgentError.Code) async throws
        {
            try await withWorkplace { place, loop in
                try await AgentSession.run(try place.fake(), on: loop) { session in
                    let failed = try await session.ask("[[fake:\(order)]]")
                    #expect(failed.failure?.code == code)
                    let next = try await session.ask("again")
                    #expect(next.failure == nil)
                }
            }
        }

        @Test func aCLIThatEndsWellAfterItsResultHasAnswered() async throws {
            try await withWorkplace { place, loop in
                let outcome = try await AgentSession.run(try place.fake(), on: loop) { try await $0.ask("[[fake:exit-after 0]]") }
                #expect(outcome.answers.count == 1 && outcome.failure == nil)
            }
        }

        @Test func halfAFrameAtTheEndIsDropped() async throws {
            try await withWorkplace { place, loop in
                try await AgentSession.run(try place.fake(), on: loop) { session in
                    let outcome = try await session.ask("[[fake:tail]]")
                    #expect(outcome.failure == nil)
                    let more = try await session.next()
                    #expect(more == nil)
                }
            }
        }

        @Test func aProcessKilledInTheMiddleOfALineIsNoBrokenFrame() async throws {
            try await withWorkplace { place, loop in
                try await AgentSession.run(try place.fake(), on: loop) { session in
                    try await session.send("[[fake:partial-line]]")
                    #expect(await eventually { !ProcessScan.named("FakeClaude", among: place.alive).isEmpty })
                    while let event = try await session.next() {
                        if case .system(let system) = event.message.kind, system.subtype == .initialization { break }
                    }
                    for pid in ProcessScan.named("FakeClaude", among: place.alive) { kill(pid, SIGKILL) }
                    let error = await #expect(throws: AgentError.self) { while try await session.next() != nil {} }
                    #expect(error?.code == .processExited && error?.process?.signal == 9)
                }
            }
        }

        @Test func aClosedInputRefusesPromptsAndRequests() async throws {
            try await withWorkplace { place, loop in
                try await AgentSession.run(try place.fake(grace: .milliseconds(200)), on: loop) { session in
                    _ = try await session.ask("[[fake:close-stdin]]")
                    let error = await #expect(throws: AgentError.self) {
                        // The pipe takes some until the other end is closed.
                        for _ in 0..<3000 {
                            try await session.send("more")
                            try await loop.sleep(for: .milliseconds(10))
                        }
                    }
                    #expect(error?.code == .inputClosed)
                }
                try await AgentSession.run(try place.fake(), on: loop) { session in
                    session.endInput()
                    let prompt = await #expect(throws: AgentError.self) { try await session.send("more") }
                    let request = await #expect(throws: AgentError.self) { try await session.mcpStatus() }
                    #expect(prompt?.code == .inputClosed && request?.code == .inputClosed)
                }
            }
        }
    }
}
