import JSON
import Testing

/// PreToolUse hooks that the host answers.
extension Scenario {
    private static let echo = #"[[tool:Bash {"command":"echo hooked"}]]"#

    private static func registration(_ members: JSONObject = [:]) -> JSONObject {
        let matcher: JSONObject = ["matcher": "Bash", "hookCallbackIds": ["hook_0"]]
        return ["hooks": ["PreToolUse": [.object(matcher.merging(members))]]]
    }

    private static func decision(_ decision: String) -> JSONValue {
        let output: JSONValue = [
            "hookEventName": "PreToolUse", "permissionDecision": .string(decision), "permissionDecisionReason": "the hook says so",
        ]
        return ["hookSpecificOutput": output]
    }

    static let hooks = [
        Scenario("hook-allows") { stage in
            let agent = try await stage.open(initialize: registration())
            agent.answer = { _ in decision("allow") }
            try await agent.turn(#"[[tool:Bash {"command":"touch made-by-agent"}]]"#)
            #expect(Checkout.contents(of: stage.workFolder + "/made-by-agent") != nil)
            try await agent.end()
        },
        Scenario("hook-denies") { stage in
            let agent = try await stage.open(initialize: registration())
            agent.answer = { _ in decision("deny") }
            try await agent.turn(echo)
            #expect(agent.lastToolResult.contains("the hook says so"))
            try await agent.end()
        },
        Scenario("hook-fails-blocking") { stage in
            let agent = try await stage.open(initialize: registration(["onFailure": "block"]))
            agent.answer = { _ in ["fail": "the hook broke"] }
            try await agent.turn(echo)
            #expect(agent.lastToolResult.contains(#"blocking because onFailure is "block""#))
            try await agent.end()
        },
        Scenario("hook-fails-open") { stage in
            let agent = try await stage.open(initialize: registration())
            agent.answer = { _ in ["fail": "the hook broke"] }
            try await agent.turn(echo)
            #expect(agent.lastToolResult == "hooked")
            try await agent.end()
        },
    ]
}
