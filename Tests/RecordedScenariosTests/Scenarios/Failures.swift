import JSON
import Testing

/// What goes wrong outside the conversation.
extension Scenario {
    static let failures = [
        Scenario("api-error-401") { stage in
            let agent = try await stage.open()
            try await agent.turn("[[error:401]]")
            #expect(agent.lastResult?["is_error"] == true)
            #expect(agent.lastResult?["api_error_status"]?.int == 401)
            try await agent.end()
        },
        Scenario("api-retry") { stage in
            let agent = try await stage.open([], ["CLAUDE_CODE_MAX_RETRIES": "2"])
            try await agent.turn("[[error:529 x1]]")
            #expect(agent.lastResult?["is_error"] == false)
            try await agent.end()
        },
        Scenario("unknown-resume") { stage in
            let agent = try await stage.start(["--resume=\(id(9))"])
            try await agent.until { $0["type"] == "result" }
            #expect(agent.lastResult?["errors"]?[0]?.string?.contains(id(9)) == true)
            try await agent.end()
        },
        Scenario("session-id-in-use") { stage in
            let first = try await stage.open(["--session-id=\(id(2))"])
            try await first.turn("hello")
            try await first.end()
            let second = try await stage.start(["--session-id=\(id(2))"])
            try await second.end()
        },
        Scenario("unknown-option") { stage in
            let agent = try await stage.start(["--no-such-option"])
            try await agent.end()
        },
        Scenario("input-not-json") { stage in
            let agent = try await stage.open()
            try await agent.sendLine("this is not JSON")
            try await agent.end()
        },
        Scenario("wrong-role") { stage in
            let agent = try await stage.open()
            try await agent.send(["type": "user", "message": ["role": "assistant", "content": "hello"]])
            try await agent.end()
        },
    ]
}
