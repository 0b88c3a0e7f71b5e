import JSON
import Testing

/// Turns that end in another way than by an answer.
extension Scenario {
    /// What an aborted answer leaves, and its result.
    private static let abortedFrames: Set = [
        "assistant/text", "user/text", "stream_event/content_block_stop", "stream_event/message_delta", "stream_event/message_stop",
        "result/error_during_execution/error",
    ]

    static let endings = [
        Scenario("interrupt-text") { stage in
            let agent = try await stage.open(["--include-partial-messages"])
            try await agent.prompt("[[text:a long answer that nobody waits for]] [[chunks:30]] [[slow:200]]")
            try await agent.until { $0["event"]?["type"] == "content_block_delta" }
            try await agent.call("interrupt")
            try await agent.idle()
            #expect(agent.lastResult?["terminal_reason"] == "aborted_streaming")
            try await agent.turn("go on")
            try await agent.end()
        },
        Scenario("interrupt-tool") { stage in
            let agent = try await stage.open(["--allowedTools", "Bash"])
            let gate = try Gate(in: stage.workFolder)
            try await agent.prompt(#"[[tool:Bash {"command":"echo running >gate; sleep 30"}]]"#)
            try await agent.until { $0["message"]?["content"]?[0]?["type"] == "tool_use" }
            try await gate.waitForWriter()
            try await agent.call("interrupt")
            try await agent.idle()
            #expect(agent.lastResult?["terminal_reason"] == "aborted_tools")
            try await agent.end()
        },
        Scenario("sigint", racing: abortedFrames) { stage in
            let agent = try await stage.open(["--include-partial-messages"])
            try await agent.prompt("[[text:a long answer that nobody waits for]] [[chunks:30]] [[slow:200]]")
            try await agent.until { $0["event"]?["type"] == "content_block_delta" }
            agent.signal(2)
            try await agent.end()
        },
        Scenario("sigterm") { stage in
            let agent = try await stage.open(["--include-partial-messages"])
            try await agent.prompt("[[text:a long answer that nobody waits for]] [[chunks:30]] [[slow:200]]")
            try await agent.until { $0["event"]?["type"] == "content_block_delta" }
            agent.signal(15)
            try await agent.end()
        },
        Scenario("max-turns") { stage in
            let agent = try await stage.open(["--max-turns", "1", "--allowedTools", "Bash"])
            try await agent.turn(#"[[tool:Bash {"command":"echo once"}]]"#)
            #expect(agent.lastResult?["subtype"] == "error_max_turns")
            try await agent.end()
        },
        Scenario("max-budget") { stage in
            let agent = try await stage.open(["--max-budget-usd", "0.0001", "--allowedTools", "Bash"])
            try await agent.turn(#"[[usage:100000,1000]] [[tool:Bash {"command":"echo once"}]]"#)
            #expect(agent.lastResult?["subtype"] == "error_max_budget_usd")
            try await agent.end()
        },
    ]
}
