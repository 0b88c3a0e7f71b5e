import EventLoop
import Testing

@testable import ClaudeAgent

extension DriverTests {
    @Suite(.serialized) struct QueryTests {
        @Test func givesTheLastResultAndEveryFrame() async throws {
            try await withWorkplace { place, loop in
                let types = Recorder<String>()
                let launch = try place.fake { _ in
                } options: {
                    $0.mirrorsTranscript = true
                }
                let result = try await query(prompt: "hello", launch: launch, on: loop) { types.append($0.type) }
                #expect(result.text?.contains("hello") == true)
                #expect(types.all.contains("assistant") && types.all.last != "result")
            }
        }

        @Test func keepsTheInputOpenWhileTheHostMayBeAsked() async throws {
            try await withWorkplace { place, loop in
                let launch = try place.fake { _ in
                } options: { options in
                    options.canUseTool = { _ in
                        try await loop.sleep(for: .milliseconds(100))
                        return .deny("No.")
                    }
                }
                let result = try await query(prompt: "[[fake:ask]]", launch: launch, on: loop)
                #expect(result.text?.contains("No.") == true)
            }
        }

        static let failures: [(String, AgentError.Code, String)] = [
            ("api-error 401 no key", .resultError, "no key"), ("error-exit broken", .resultError, "broken"),
            ("max-turns", .resultError, ""), ("exit 3 gone", .processExited, "gone"), ("no-result", .cliConnection, "no result"),
            ("garbage", .jsonDecode, ""), ("exit-after 6 too late", .processExited, "too late"),
        ]

        @Test(arguments: failures) func throwsWhatWentWrong(order: String, code: AgentError.Code, says: String) async throws {
            try await withWorkplace { place, loop in
                let launch = try place.fake()
                let error = await #expect(throws: AgentError.self) {
                    try await query(prompt: UserPrompt("[[fake:\(order)]]"), launch: launch, on: loop)
                }
                #expect(error?.code == code && error?.message.contains(says) == true, "\(String(describing: error))")
            }
        }

        @Test func aProcessThatDoesNotEndAfterItsAnswerIsEnded() async throws {
            try await withWorkplace { place, loop in
                let launch = try place.fake(grace: .milliseconds(200))
                let error = await #expect(throws: AgentError.self) {
                    try await query(prompt: "[[fake:deaf]]", launch: launch, on: loop)
                }
                #expect(error?.code == .processExited)
                #expect(place.alive.isEmpty)
            }
        }

        @Test func aRunThatIsNeverIdleEndsWithItsCeiling() async throws {
            try await withWorkplace { place, loop in
                let result = try await AgentSession.run(try place.fake(), on: loop) { session in
                    try await within(.seconds(60)) {
                        var run = OneShotRun(session: session, ceiling: .milliseconds(100)) { _ in }
                        return try await run.ask("[[fake:no-idle]]", keepsInput: true)
                    }
                }
                #expect(result.failure == nil)
            }
        }

        @Test func aRunHasALimitWhenOneIsGiven() async throws {
            try await withWorkplace { place, loop in
                let launch = try place.fake(grace: .milliseconds(200))
                let error = await #expect(throws: AgentError.self) {
                    try await query(prompt: "[[fake:stall]]", launch: launch, on: loop, within: .milliseconds(300))
                }
                #expect(error?.code == .timeout)
                #expect(place.alive.isEmpty)
            }
        }
    }
}
