import AgentServer
import ClaudeAgent
import Domain
import EventLoop
import Testing

@testable import Command

@Suite struct ServerSetupTests {
    private func configuration(_ line: String, _ environment: [String: String] = [:]) throws -> ServerConfiguration {
        let environment = environment.merging(["HOME": "/h"]) { first, _ in first }
        let call = try Invocation(arguments: line.split(separator: " ").map(String.init), environment: environment)
        return try ServerSetup(call).configuration(workingDirectory: "/w")
    }

    @Test func nothingGivenMeansTheDefaults() throws {
        let configuration = try configuration("serve")
        #expect(configuration.listen == [.ipv4(host: "127.0.0.1", port: 8000)])
        #expect(configuration.dataRoot == "/h/.local/share/roost")
        #expect(configuration.agent == ResearchAgent.served)
        #expect(configuration.limits == TurnLimits())
        #expect(configuration.waitingLimit == 64 && configuration.maxSessions == 100_000)
        #expect(configuration.queueDepth == 8 && configuration.heartbeat == .seconds(15) && configuration.drain == .seconds(10))
        #expect(configuration.authToken == nil && configuration.allowedHosts.isEmpty && configuration.allowedOrigins.isEmpty)
        #expect((1...64).contains(configuration.maxAgents))
    }

    @Test func everythingCanBeGivenAsFlags() throws {
        let line =
            "serve --data /d --listen 127.0.0.1:1 --listen unix:/s --max-steps 7 --max-cost 1.25 --wall-clock 2m --max-agents 3 --queue 0 --waiting 0 --max-sessions 9 "
            + "--heartbeat 5 --drain 0 --allowed-host a --allowed-host b --cors-origin https://c.example --on-disconnect cancel"
        let configuration = try configuration(line)
        #expect(configuration.listen == [.ipv4(host: "127.0.0.1", port: 1), .unix(path: "/s")])
        #expect(configuration.limits.maxSteps == 7 && configuration.limits.maxCost.microdollars == 1_250_000)
        #expect(configuration.limits.wallClock == .seconds(120) && configuration.maxAgents == 3 && configuration.queueDepth == 0)
        #expect(configuration.waitingLimit == 0 && configuration.maxSessions == 9)
        #expect(configuration.heartbeat == .seconds(5) && configuration.drain == .zero)
        #expect(configuration.allowedHosts == ["a", "b"] && configuration.allowedOrigins == ["https://c.example"])
    }

    @Test func everythingCanBeGivenInTheEnvironment() throws {
        let configuration = try configuration(
            "serve",
            [
                "CLAUDE_CONFIG_DIR": "/d", "ROOST_LISTEN": "1,[::1]:2", "ROOST_MAX_STEPS": "7", "ROOST_MAX_COST": "1",
                "ROOST_WALL_CLOCK": "120",
                "ROOST_MAX_AGENTS": "3", "ROOST_QUEUE": "1", "ROOST_HEARTBEAT": "5s", "ROOST_DRAIN": "1m", "ROOST_ALLOWED_HOST": "a,b",
                "ROOST_CORS_ORIGIN": "http://c", "ROOST_ON_DISCONNECT": "cancel", "AGENT_AUTH_TOKEN": "t",
                "ROOST_WAITING": "5", "ROOST_MAX_SESSIONS": "6",
            ]
        )
        #expect(configuration.dataRoot == "/d" && configuration.listen == [.ipv4(host: "127.0.0.1", port: 1), .ipv6(host: "::1", port: 2)])
        #expect(configuration.limits.wallClock == .seconds(120) && configuration.maxAgents == 3 && configuration.drain == .seconds(60))
        #expect(configuration.allowedHosts == ["a", "b"] && configuration.authToken?.reveal() == "t")
        #expect(configuration.waitingLimit == 5 && configuration.maxSessions == 6)
    }

    @Test(arguments: [
        ("serve", [:], ManagedAgentsMode.on), ("serve --listen 0.0.0.0:1", [:], .on), ("serve --managed-agents off", [:], .off),
        ("entrypoint serve", [:], .off), ("entrypoint serve", ["ROOST_MANAGED_AGENTS": "auto"], .off),
        ("entrypoint serve --listen unix:/s", [:], .on), ("entrypoint serve", ["AGENT_AUTH_TOKEN": "t"], .on),
        ("entrypoint serve --managed-agents on", [:], .on),
    ]) func aContainerWithoutATokenIsForTheContractAlone(line: String, environment: [String: String], mode: ManagedAgentsMode) throws {
        #expect(try configuration(line, environment).managedAgents == mode)
    }

    @Test func anUnknownWishForThePublicAPIIsRefused() {
        #expect(throws: CommandError.self) { try configuration("serve --managed-agents maybe") }
    }

    @Test(arguments: [
        (["AGENT_AUTH_TOKEN": ""], "AGENT_AUTH_TOKEN is set but empty"),
        (["AGENT_AUTH_TOKEN_FILE": ""], "AGENT_AUTH_TOKEN_FILE is set but empty"),
        (["AGENT_AUTH_TOKEN": "  "], "is empty"),
    ]) func anEmptyTokenIsNoOpenDoor(environment: [String: String], words: String) {
        #expect { try configuration("serve", environment) } throws: { error in
            guard let error = error as? CommandError else { return false }
            return error.code == .configuration && error.message.contains(words) && error.message.contains("unset")
        }
    }

    @Test(arguments: [
        ("serve", [:], "127.0.0.1:8000"), ("serve", ["PORT": "9"], "127.0.0.1:9"), ("serve --port 7", ["PORT": "9"], "127.0.0.1:7"),
        ("serve --listen 5", ["PORT": "9"], "127.0.0.1:5"), ("serve", ["PORT": "9", "ROOST_LISTEN": "4"], "127.0.0.1:4"),
        ("entrypoint serve", [:], "0.0.0.0:8000"), ("entrypoint serve", ["PORT": "9"], "0.0.0.0:9"),
        ("entrypoint serve --listen 127.0.0.1:3", [:], "127.0.0.1:3"),
    ])
    func addressFollowsPrecedence(line: String, environment: [String: String], expected: String) throws {
        #expect(try configuration(line, environment).listen.map(\.description) == [expected])
    }

    @Test func theImageKeepsItsDataInItsVolume() throws {
        #expect(try configuration("entrypoint serve").dataRoot == "/data")
    }

    @Test(arguments: [
        ("serve --listen nowhere", [:], ExitCode.usage), ("serve", ["PORT": "http"], .configuration), ("serve --max-cost 0", [:], .usage),
        ("serve --max-cost -1", [:], .usage), ("serve --wall-clock 0", [:], .usage), ("serve --on-disconnect sometimes", [:], .usage),
        ("serve --waiting -1", [:], .usage), ("serve --max-sessions 0", [:], .usage), ("serve", ["ROOST_WAITING": "x"], .configuration),
        ("serve --cors-origin app.example", [:], .usage), ("serve --cors-origin https://a/b", [:], .usage),
        ("serve --agent /nonexistent", [:], .noInput),
        ("serve", ["CLAUDE_CONFIG_DIR": "data"], .configuration),
    ])
    func wrongValueIsRefused(line: String, environment: [String: String], code: ExitCode) {
        #expect { try configuration(line, environment) } throws: { ($0 as? CommandError)?.code == code }
    }

    @Test(arguments: [
        ("serve --log-level loud", "debug, info, warning, error"), ("serve --log-format xml", "text or json"),
    ])
    func wrongLogSettingIsRefused(line: String, words: String) throws {
        let call = try Invocation(arguments: line.split(separator: " ").map(String.init), environment: [:])
        #expect { try ServerSetup(call).logger() } throws: { ($0 as? CommandError)?.message.contains(words) == true }
    }

    @Test(arguments: [
        ("not json", "is not JSON"), ("[]", "must be a JSON object"), (#"{"name":"x","tools":[{"type":"y"}]}"#, "tools[0].type"),
        (#"{"name":"x","colour":1}"#, "colour"),
    ])
    func aWrongAgentFileIsTold(content: String, words: String) throws {
        let scratch = try ScratchFolder()
        let path = try scratch.file("agent.json", content)
        #expect { try configuration("serve --agent \(path)") } throws: { error in
            guard let error = error as? CommandError else { return false }
            return error.code == .data && error.message.contains(words) && error.message.contains(path)
        }
    }

    @Test func anAgentFileReplacesTheResearchAgent() throws {
        let scratch = try ScratchFolder()
        let path = try scratch.file("agent.json", #"{"name":"x","system":"Be short.","model":"claude-haiku-4-5"}"#)
        let agent = try configuration("serve", ["ROOST_AGENT": path]).agent
        #expect(agent.system == "Be short." && agent.model?.id == "claude-haiku-4-5" && agent.tools.isEmpty)
    }
}
