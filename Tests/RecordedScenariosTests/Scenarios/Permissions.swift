import JSON
import Testing

/// A tool that needs leave, and all that may come of asking.
extension Scenario {
    private static let asking = ["--permission-prompt-tool", "stdio"]
    private static let touch = #"[[tool:Bash {"command":"touch made-by-agent"}]]"#

    static let permissions = [
        Scenario("permission-allowed") { stage in
            let agent = try await stage.open(asking)
            agent.answer = { ["behavior": "allow", "updatedInput": $0["input"] ?? .null] }
            try await agent.turn(touch)
            #expect(Checkout.contents(of: stage.workFolder + "/made-by-agent") != nil)
            try await agent.end()
        },
        Scenario("permission-denied") { stage in
            let agent = try await stage.open(asking)
            agent.answer = { _ in ["behavior": "deny", "message": "not today"] }
            try await agent.turn(touch)
            #expect(agent.lastToolResult.contains("not today"))
            #expect(agent.lastResult?["permission_denials"]?.array?.count == 1)
            try await agent.end()
        },
        Scenario("permission-denied-interrupting") { stage in
            let agent = try await stage.open(asking)
            agent.answer = { _ in ["behavior": "deny", "message": "stop it all", "interrupt": true] }
            try await agent.turn(touch)
            #expect(agent.lastResult?["terminal_reason"] == "aborted_tools")
            try await agent.end()
        },
        Scenario("permission-failed") { stage in
            let agent = try await stage.open(asking)
            agent.answer = { _ in ["fail": "the host is confused"] }
            try await agent.turn(touch)
            #expect(agent.lastToolResult.contains("the host is confused"))
            try await agent.end()
        },
        Scenario("permission-interrupted") { stage in
            let agent = try await stage.open(asking)
            agent.answer = { _ in nil }
            try await agent.prompt(touch)
            try await agent.until { $0["request"]?["subtype"] == "can_use_tool" }
            try await agent.call("interrupt")
            try await agent.idle()
            #expect(agent.frames.contains { $0.label == "control_cancel_request" })
            try await agent.end()
        },
        Scenario("permission-unasked") { stage in
            let agent = try await stage.open(["--permission-mode", "dontAsk"])
            try await agent.turn(touch)
            #expect(agent.lastResult?["permission_denials"]?.array?.count == 1)
            try await agent.end()
        },
    ]
}
