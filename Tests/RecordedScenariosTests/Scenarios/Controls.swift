import JSON
import Testing

/// Control requests of the host.
extension Scenario {
    static let controls = [
        Scenario("controls") { stage in
            let agent = try await stage.open()
            try await agent.call("set_permission_mode", ["mode": "plan"])
            try await agent.call("set_permission_mode", ["mode": "nonsense"])
            try await agent.call("set_model", ["model": "claude-haiku-4-5"])
            try await agent.call("interrupt")
            try await agent.call("mcp_status")
            try await agent.call("no_such_request")
            try await agent.call("end_session")
            try await agent.end()
        },
        Scenario("claim") { stage in
            let agent = try await stage.open(["--await-claim", "--session-id=\(id(4))"])
            let answer = try await agent.call("claim_session", ["cwd": .string(stage.configFolder)])
            #expect(answer["response"]?["response"]?["session_id"]?.string == id(4))
            try await agent.turn("hello")
            #expect(agent.frames.first { $0.label == "system/init" }?.frame["cwd"]?.string == stage.configFolder)
            try await agent.call("claim_session", ["cwd": .string(stage.configFolder)])
            try await agent.end()
        },
        Scenario("unclaimed-prompt") { stage in
            let agent = try await stage.open(["--await-claim"])
            try await agent.prompt("too early")
            try await agent.end()
        },
    ]
}
