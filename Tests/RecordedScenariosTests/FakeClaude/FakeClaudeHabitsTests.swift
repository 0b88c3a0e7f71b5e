import EventLoop
import Glibc
import JSON
import Testing

/// What the stand-in does about signals, descendants, its record and requests.
@Suite struct FakeClaudeHabitsTests {
    @Test(arguments: [(Int32(15), Int32(143)), (1, 129)])
    func signalEndsAWaitingTurn(_ signal: Int32, _ status: Int32) async throws {
        let ended = try await FakeRun.withFake { child, _ in
            try await child.standardInput.write(FakeRun.line("[[fake:wait]]"))
            try await Self.read(child, until: #""subtype":"init""#)
            child.send(signal: signal)
            return try await FakeRun.finish(child)
        }
        #expect(ended.status == .exited(status))
        #expect(ended.result == nil)
    }

    @Test func interruptSignalEndsTheTurnWithAResultAndNoError() async throws {
        let ended = try await FakeRun.withFake { child, _ in
            try await child.standardInput.write(FakeRun.line("[[fake:wait]]"))
            try await Self.read(child, until: #""subtype":"init""#)
            child.send(signal: SIGINT)
            return try await FakeRun.finish(child)
        }
        #expect(ended.status == .exited(0))
        #expect(ended.result?["terminal_reason"] == "aborted_streaming")
    }

    @Test func deafProgramEndsOnlyByKill() async throws {
        let ended = try await FakeRun.withFake { child, _ in
            try await child.standardInput.write(FakeRun.line("[[fake:deaf]]"))
            try await Self.read(child, until: #""state":"idle""#)
            for signal in [SIGTERM, SIGHUP, SIGINT] { child.send(signal: signal) }
            try await child.standardInput.write(FakeRun.line("still there?"))
            try await Self.read(child, until: #""state":"idle""#)
            child.standardInput.closeWhenDrained()
            child.send(signal: SIGKILL)
            return try await child.waitForExit()
        }
        #expect(ended == .signalled(SIGKILL))
    }

    @Test func endOfInputIsIgnoredAndTerminationIsNot() async throws {
        let ended = try await FakeRun.withFake { child, _ in
            try await child.standardInput.write(FakeRun.line("[[fake:ignore-eof]]"))
            try await Self.read(child, until: #""state":"idle""#)
            child.standardInput.closeWhenDrained()
            child.send(signal: SIGTERM)
            return try await child.waitForExit()
        }
        #expect(ended == .exited(143))
    }

    @Test func closedOutputLeavesTheProgramAlive() async throws {
        try await FakeRun.withFake { child, _ in
            try await child.standardInput.write(FakeRun.line("[[fake:close-stdout]]"))
            while try await child.standardOutput.read() != nil {}
            #expect(kill(child.pid, 0) == 0)
        }
    }

    @Test func descendantsHaveSessionsOfTheirOwnAndNoParent() async throws {
        let marker = "marker-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        let run = try await FakeRun.of(["[[fake:descendants \(marker) 3]]"])
        let found = Descendant.all(marked: marker)
        defer { for process in found { kill(process.pid, SIGKILL) } }
        #expect(run.status == .exited(0))
        #expect(found.count == 3)
        #expect(found.allSatisfy { $0.session == $0.pid })
    }

    @Test func recordTellsAllThatWasGiven() async throws {
        let folder = try AgentHome()
        let path = folder.folder + "/record.jsonl"
        let variables = ["FAKE_CLAUDE_RECORD": path, "CLAUDE_CONFIG_DIR": folder.folder + "/config", "MARK": "x y"]
        _ = try await FakeRun.of(["hello"], ["--verbose"], variables)
        let bytes = try #require(Checkout.contents(of: path))
        let events = try bytes.split(separator: 0x0A).map { try JSONValue(parsing: $0) }
        #expect(events.map { $0["event"] } == ["start", "stdin", "eof", "exit"])
        #expect(events[0]["argv"]?[1] == "--verbose")
        #expect(events[0]["environment"]?["MARK"] == "x y")
        #expect(events[1]["line"]?.string?.contains("hello") == true)
        #expect(Checkout.contents(of: folder.folder + "/config/fake-record.jsonl") == bytes)
    }

    @Test func ownRequestsAreAnsweredIntoTheText() async throws {
        _ = try await Stage.play(.fake) { stage in
            let agent = try await stage.open(initialize: ["hooks": ["PreToolUse": [["matcher": nil, "hookCallbackIds": ["hook_7"]]]]])
            agent.answer = { $0["subtype"] == "hook_callback" ? ["seen": $0["callback_id"] ?? .null] : ["fail": "unknown"] }
            try await agent.turn("[[fake:hook PreToolUse Read]]")
            #expect(agent.lastResult?["result"]?.string?.contains(#""seen":"hook_7""#) == true)
            try await agent.turn("[[fake:elicit please]]")
            #expect(agent.lastResult?["result"]?.string?.contains(#""error":"unknown""#) == true)
            try await agent.end()
        }
    }

    @Test func ownRequestsComeWhileInitializeIsPending() async throws {
        _ = try await Stage.play(.fake) { stage in
            let agent = try await stage.start([], ["FAKE_CLAUDE_MODE": "ask-initialize calc"])
            agent.answer = CalculatorServer.answer
            try await agent.call("initialize")
            #expect(agent.frames.map(\.label) == ["control_request/mcp_message/initialize", "control_response/initialize/success"])
            try await agent.end()
        }
    }

    @Test(arguments: [
        ("twice", ["initialize/success", "initialize/success"]), ("wrong-id", ["unasked/success"]), ("without-id", ["unasked/success"]),
        ("not-an-object", ["unasked/?"]), ("failed", ["initialize/error"]), ("late 50", ["initialize/success"]), ("never", []),
    ])
    func hostIsAnsweredInTheMannerOrdered(_ manner: String, _ labels: [String]) async throws {
        let seen = try await Stage.play(.fake) { stage in
            let agent = try await stage.start([], ["FAKE_CLAUDE_MODE": "respond \(manner)"])
            try await agent.request("initialize")
            if manner.hasPrefix("late") { try await agent.until { $0["type"] == "control_response" } }
            try await agent.end()
            return agent.frames.map(\.label)
        }
        #expect(seen == labels.map { "control_response/" + $0 })
    }

    /// Reads the output until it holds a text.
    private static func read(_ child: ChildProcess, until text: String) async throws {
        var seen = ""
        while !seen.contains(text) {
            let more = try #require(try await child.standardOutput.read(), "the output ended before \(text)")
            seen += String(decoding: more, as: UTF8.self)
        }
    }
}
