import JSON
import Testing

/// Holds the stand-in to what was recorded from the real program.
@Suite struct FakeClaudeFramesTests {
    /// What the stand-in must do just as the real program does.
    private static let imitated: Set = [
        "one-shot", "two-turns", "resume", "fork", "mirror", "clear", "clear-as-text", "controls", "claim", "unclaimed-prompt",
        "unknown-resume", "session-id-in-use", "unknown-option", "input-not-json", "wrong-role",
    ]

    @Test(arguments: Scenario.all.filter { imitated.contains($0.name) })
    func scenarioPlaysAsRecorded(_ scenario: Scenario) async throws {
        let catalogue = try #require(RecordingFolder.catalogue())
        let recording = try #require(RecordingFolder.recording(scenario.name))
        let differences = recording.differences(from: try await scenario.take(with: .fake), catalogue)
        #expect(differences == [])
    }

    @Test(arguments: [
        "say something", "report", "tool Read {}", "line 20000", "split-utf8", "noise-free", "slow 1", "chunks 3", "wait 1", "api-error",
        "max-turns", "max-budget", "permission-denied", "retry 2 1", "background 2", "reset", "hook PreToolUse", "ask", "ask-many 2",
        "ask-cancelled 1", "mcp calc tools/list", "spin 3", "huge-tool-result 1000", "stray-cancel", "no-idle", "two-results",
        "mirror-subagent", "mirror-many 10", "mirror-stray",
    ])
    func modeSendsOnlyFramesLikeTheRecorded(_ mode: String) async throws {
        try await expectKnownFrames { stage in
            for arguments in [[], ["--include-partial-messages"]] {
                let agent = try await stage.open(arguments)
                try await agent.prompt("hello" + (mode == "noise-free" ? "" : " [[fake:\(mode)]]"))
                try await agent.until { $0["type"] == "result" }
                try await agent.turn("and again")
                try await agent.end()
            }
        }
    }

    @Test(arguments: ["slow 5]] [[fake:chunks 50", "wait", "ask"], [[], ["--include-partial-messages"]])
    func interruptedTurnEndsLikeTheRecorded(_ mode: String, _ arguments: [String]) async throws {
        try await expectKnownFrames { stage in
            let agent = try await stage.open(arguments)
            agent.answer = { _ in nil }
            try await agent.prompt("hello [[fake:\(mode)]]")
            try await agent.until { $0["subtype"] == "init" || $0["type"] == "control_request" }
            try await agent.call("interrupt")
            try await agent.idle()
            #expect(agent.lastResult?["terminal_reason"] == (mode == "ask" ? "aborted_tools" : "aborted_streaming"))
            try await agent.turn("go on")
            #expect(agent.lastResult?["is_error"] == false)
            try await agent.end()
        }
    }

    @Test func promptsThatComeDuringATurnShareTheNext() async throws {
        try await expectKnownFrames { stage in
            let agent = try await stage.open()
            try await agent.prompt("one [[fake:wait 300]]", ["uuid": .string(Scenario.id(1))])
            try await agent.until { $0["subtype"] == "init" }
            for number in 2...3 { try await agent.prompt("prompt \(number)", ["uuid": .string(Scenario.id(number))]) }
            try await agent.idle()
            #expect(agent.lastResult?["user_message_uuids"] == [.string(Scenario.id(2)), .string(Scenario.id(3))])
            #expect(agent.frames.filter { $0.label == "system/session_state_changed/idle" }.count == 1)
            try await agent.end()
        }
    }

    @Test func deniedToolWithInterruptEndsTheTurn() async throws {
        try await expectKnownFrames { stage in
            let agent = try await stage.open()
            agent.answer = { _ in ["behavior": "deny", "message": "no", "interrupt": true] }
            try await agent.turn("hello [[fake:ask]]")
            #expect(agent.lastResult?["terminal_reason"] == "aborted_tools")
            try await agent.end()
        }
    }

    private func expectKnownFrames(_ scene: @escaping @Sendable (Stage) async throws -> Void) async throws {
        let catalogue = try #require(RecordingFolder.catalogue())
        let take = try await Scenario("", scene).take(with: .fake)
        #expect(catalogue.differences(from: take) == [])
    }
}
