import JSON
import Testing

/// What people say, and what the program remembers.
extension Scenario {
    static let conversations = [
        Scenario("one-shot") { stage in
            let agent = try await stage.open()
            try await agent.turn("hello", ["uuid": .string(id(1))])
            try await agent.end()
        },
        Scenario("two-turns") { stage in
            let agent = try await stage.open()
            try await agent.turn("hello")
            try await agent.turn("and again")
            #expect(agent.lastResult?["result"]?.string?.contains("hello") == true)
            try await agent.end()
        },
        Scenario("resume") { stage in
            let first = try await stage.open(["--session-id=\(id(2))"])
            try await first.turn("hello")
            try await first.end()
            let second = try await stage.open(["--resume=\(id(2))"])
            try await second.turn("and again")
            #expect(second.lastResult?["session_id"]?.string == id(2))
            #expect(second.lastResult?["result"]?.string?.contains("hello") == true)
            try await second.end()
        },
        Scenario("fork") { stage in
            let first = try await stage.open(["--session-id=\(id(2))"])
            try await first.turn("hello")
            try await first.end()
            let second = try await stage.open(["--resume=\(id(2))", "--fork-session"])
            try await second.turn("and again")
            #expect(second.lastResult?["session_id"]?.string != id(2))
            try await second.end()
        },
        Scenario("mirror") { stage in
            let agent = try await stage.open(["--session-mirror"])
            try await agent.turn("hello")
            try await agent.end()
        },
        Scenario("partial-messages") { stage in
            let agent = try await stage.open(["--include-partial-messages"])
            try await agent.turn("[[think:well]] [[text:four words in pieces]] [[chunks:4]]")
            try await agent.end()
        },
        Scenario("queued-prompts") { stage in
            let agent = try await stage.open(["--include-partial-messages"])
            try await agent.prompt("[[text:one two three]] [[chunks:3]] [[slow:150]]", ["uuid": .string(id(1))])
            try await agent.until { $0["event"]?["type"] == "content_block_delta" }
            for number in 2...3 { try await agent.prompt("prompt \(number)", ["uuid": .string(id(number))]) }
            try await agent.until { $0["command_uuid"]?.string == id(3) && $0["state"] == "completed" }
            try await agent.idle()
            try await agent.end()
        },
        Scenario("clear") { stage in
            let agent = try await stage.open()
            try await agent.turn("hello")
            let before = agent.lastResult?["session_id"]
            try await agent.turn("/clear")
            try await agent.turn("and again")
            #expect(agent.lastResult?["session_id"] != before)
            try await agent.end()
        },
        Scenario("clear-as-text") { stage in
            let agent = try await stage.open()
            try await agent.turn("/clear", ["client_composed": true])
            #expect(agent.lastResult?["result"]?.string?.contains("/clear") == true)
            try await agent.end()
        },
        Scenario("structured-output") { stage in
            let schema = #"{"type":"object","properties":{"n":{"type":"number"}},"required":["n"]}"#
            let agent = try await stage.open(["--json-schema", schema])
            try await agent.turn(#"[[tool:StructuredOutput {"n":7}]]"#)
            #expect(agent.lastResult?["structured_output"]?["n"]?.int == 7)
            try await agent.end()
        },
    ]

    /// A fixed id.
    static func id(_ number: Int) -> String { "00000000-0000-4000-8000-00000000000\(number)" }
}

extension AgentProcess {
    var lastResult: JSONValue? {
        frames.last { $0.frame["type"] == "result" }?.frame
    }

    /// The text of the last tool result.
    var lastToolResult: String {
        let content = frames.last { $0.label == "user/tool_result" }?.frame["message"]?["content"]?[0]?["content"]
        return content?.string ?? content?[0]?["text"]?.string ?? ""
    }
}
