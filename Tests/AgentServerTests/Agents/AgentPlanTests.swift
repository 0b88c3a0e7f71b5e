import ClaudeAgent
import Domain
import JSON
import Testing

@testable import AgentServer

@Suite struct AgentPlanTests {
    private static func runtime(_ isolation: Isolation = .unnamed) -> AgentRuntime {
        var runtime = AgentRuntime(
            claude: "/bin/claude",
            guardian: "/bin/guardian",
            hostEnvironment: ["PATH": "/bin", "TRACEPARENT": "stale"]
        )
        runtime.isolation = isolation
        runtime.credential = .apiKey(Secret("placeholder-key"))
        return runtime
    }

    private static func plan(_ agent: AgentDefinition, _ isolation: Isolation = .unnamed, _ limits: TurnLimits = TurnLimits()) throws
        -> AgentPlan
    {
        try AgentPlan(agent, runtime: runtime(isolation), limits: limits)
    }

    private static func arguments(_ agent: AgentDefinition, _ isolation: Isolation = .unnamed, isServed: Bool = true) throws -> [String] {
        try AgentPlan(agent, runtime: runtime(isolation), limits: TurnLimits(), isServed: isServed).options.arguments()
    }

    private static func agent(_ tools: [BuiltInTool], mcp: [AgentTool] = [], servers: [MCPServerDefinition] = []) -> AgentDefinition {
        let toolset = AgentTool.toolset(Dictionary(uniqueKeysWithValues: tools.map { ($0, .alwaysAllow) }))
        return AgentDefinition(name: "a", tools: [toolset] + mcp, mcpServers: servers)
    }

    @Test func theServedResearchAgentMaySearchTheWebAndNothingElse() throws {
        let arguments = try Self.arguments(ResearchAgent.served)
        #expect(FakeRecord.value("--tools", in: arguments) == "WebSearch")
        #expect(FakeRecord.value("--allowedTools", in: arguments) == "WebSearch")
        #expect(FakeRecord.value("--permission-mode", in: arguments) == "dontAsk")
        #expect(FakeRecord.value("--setting-sources", in: arguments) == "")
        #expect(arguments.contains("--strict-mcp-config"))
        let denied = try #require(FakeRecord.value("--disallowedTools", in: arguments)).split(separator: ",")
        #expect(denied.contains("Read") && denied.contains("Bash") && denied.contains("WebFetch") && !denied.contains("WebSearch"))
    }

    @Test func oneShotReadsFilesToo() throws {
        let arguments = try Self.arguments(ResearchAgent.oneShot, isServed: false)
        #expect(FakeRecord.value("--tools", in: arguments) == "Read,WebSearch")
        let denied = try #require(FakeRecord.value("--disallowedTools", in: arguments)).split(separator: ",")
        #expect(!denied.contains("Read") && denied.contains("Bash") && denied.contains("Write"))
    }

    @Test func anAgentWithoutToolsHasNone() throws {
        let arguments = try Self.arguments(AgentDefinition(name: "a"))
        #expect(FakeRecord.value("--tools", in: arguments) == "")
        #expect(!arguments.contains("--allowedTools"))
        #expect(FakeRecord.value("--system-prompt", in: arguments) == "")
    }

    @Test func everyBuiltInToolCanBeDenied() {
        for tool in BuiltInTool.allCases { #expect(AgentPlan.deniable.contains(tool.commandLineName)) }
        #expect(Set(AgentPlan.deniable).count == AgentPlan.deniable.count)
    }

    @Test func limitsAndModelAreAlwaysThere() throws {
        var limits = TurnLimits()
        limits.maxSteps = 7
        limits.maxCost = USD(microdollars: 1_250_000)
        let options = try Self.plan(ResearchAgent.served, .unnamed, limits).options
        let arguments = try options.arguments()
        #expect(FakeRecord.value("--max-turns", in: arguments) == "7")
        #expect(FakeRecord.value("--max-budget-usd", in: arguments) == "1.25")
        #expect(FakeRecord.value("--model", in: arguments) == "claude-sonnet-4-6")
        let own = AgentDefinition(name: "a", model: AgentModel(id: "claude-opus-4-6", effort: "max"))
        #expect(FakeRecord.value("--model", in: try Self.arguments(own)) == "claude-opus-4-6")
        #expect(FakeRecord.value("--effort", in: try Self.arguments(own)) == "max")
    }

    @Test(arguments: [BuiltInTool.bash, .write, .edit]) func aDangerousToolNeedsANamedIsolation(tool: BuiltInTool) throws {
        #expect { try Self.plan(Self.agent([tool])) } throws: { error in
            guard let error = error as? DefinitionError else { return false }
            return error.field == "tools" && error.problem.hasPrefix(tool.rawValue) && error.problem.contains("--isolation")
        }
        for isolation in [Isolation.none, .container] {
            #expect(try FakeRecord.value("--tools", in: Self.arguments(Self.agent([tool]), isolation)) == tool.commandLineName)
        }
    }

    @Test(arguments: [BuiltInTool.read, .glob, .grep]) func aReadingToolNeedsANamedIsolationWhereItIsServed(tool: BuiltInTool) throws {
        #expect { try Self.plan(Self.agent([tool])) } throws: { error in
            guard let error = error as? DefinitionError else { return false }
            return error.field == "tools" && error.problem.hasPrefix(tool.rawValue) && error.problem.contains("--isolation")
        }
        for isolation in [Isolation.none, .container] {
            #expect(try FakeRecord.value("--tools", in: Self.arguments(Self.agent([tool]), isolation)) == tool.commandLineName)
        }
        #expect(try FakeRecord.value("--tools", in: Self.arguments(Self.agent([tool]), isServed: false)) == tool.commandLineName)
    }

    @Test func aServerThatIsAProgramNeedsANamedIsolation() throws {
        let server = MCPServerDefinition(name: "x", transport: .stdio(command: "/x", arguments: [], environment: [:]))
        let tools = [AgentTool.mcp(server: "x", policy: .alwaysAllow, isEnabled: true, exceptions: [:])]
        let agent = Self.agent([], mcp: tools, servers: [server])
        #expect { try Self.plan(agent) } throws: { ($0 as? DefinitionError)?.problem.contains("\"x\"") == true }
        #expect(try FakeRecord.value("--allowedTools", in: Self.arguments(agent, .container)) == "mcp__x")
    }

    @Test func remoteToolsAreAllowedAndDeniedByName() throws {
        let exceptions = [
            "good": AgentTool.MCPException(isEnabled: true, policy: .alwaysAllow), "bad": .init(isEnabled: false, policy: .alwaysAllow),
        ]
        let server = MCPServerDefinition(name: "docs", transport: .url("https://example.com/mcp"))
        let tools = [AgentTool.mcp(server: "docs", policy: .alwaysAllow, isEnabled: false, exceptions: exceptions)]
        let arguments = try Self.arguments(Self.agent([], mcp: tools, servers: [server]))
        #expect(FakeRecord.value("--allowedTools", in: arguments) == "mcp__docs__good")
        #expect(FakeRecord.value("--disallowedTools", in: arguments)?.hasSuffix(",mcp__docs__bad") == true)
    }

    @Test func remoteToolsAreNamedAsTheCommandLineNamesThem() throws {
        let server = MCPServerDefinition(name: "my server, v2 é", transport: .url("https://example.com/mcp"))
        let exceptions = ["do.it now": AgentTool.MCPException(isEnabled: false, policy: .alwaysAllow)]
        let tools = [AgentTool.mcp(server: server.name, policy: .alwaysAllow, isEnabled: true, exceptions: exceptions)]
        let arguments = try Self.arguments(Self.agent([], mcp: tools, servers: [server]))
        #expect(FakeRecord.value("--allowedTools", in: arguments) == "mcp__my_server__v2__")
        #expect(FakeRecord.value("--disallowedTools", in: arguments)?.hasSuffix(",mcp__my_server__v2____do_it_now") == true)
    }

    @Test func whatNobodyCouldAnswerIsRefused() {
        let asks = [
            AgentTool.toolset([.webSearch: .alwaysAsk]), .toolset([.webSearch: .auto]),
            .mcp(server: "x", policy: .alwaysAsk, isEnabled: true, exceptions: [:]),
            .mcp(server: "x", policy: .alwaysAllow, isEnabled: false, exceptions: ["t": .init(isEnabled: true, policy: .auto)]),
            .custom(name: "c", description: "d", inputSchema: ["type": "object"]),
        ]
        for tool in asks {
            let agent = AgentDefinition(name: "a", tools: [tool], mcpServers: [MCPServerDefinition(name: "x", transport: .url("http://x"))])
            #expect(throws: DefinitionError.self, "\(tool)") { try Self.plan(agent, .container) }
        }
    }

    @Test func aDisabledToolMayHaveAnyPolicy() throws {
        let tool = AgentTool.mcp(
            server: "x",
            policy: .alwaysAsk,
            isEnabled: false,
            exceptions: ["t": .init(isEnabled: false, policy: .auto)]
        )
        let agent = AgentDefinition(name: "a", tools: [tool], mcpServers: [MCPServerDefinition(name: "x", transport: .url("http://x"))])
        _ = try Self.plan(agent)
    }

    @Test(arguments: Isolation.allCases) func aLaunchHasTheSessionsFoldersAndNothingStale(isolation: Isolation) throws {
        let folders = LaunchFolders(configuration: "/d/c", workspace: "/d/w", home: "/d/h", temporary: "/t")
        let plan = try Self.plan(ResearchAgent.served, isolation)
        let launch = try plan.launch(.new, in: folders, runtime: Self.runtime(isolation), trace: nil)
        let variables = launch.environment.variables
        #expect(launch.options.workingDirectory == "/d/w" && launch.executable == "/bin/claude")
        #expect(
            variables["CLAUDE_CONFIG_DIR"] == "/d/c" && variables["HOME"] == "/d/h" && variables["TMPDIR"] == "/t"
                && variables["PWD"] == "/d/w"
        )
        #expect(variables["TRACEPARENT"] == nil && variables["CLAUDE_CODE_MAX_RETRIES"] == "5")
        #expect(variables["CLAUDE_CODE_DISABLE_AUTO_MEMORY"] == "1" && variables["DISABLE_AUTOUPDATER"] == "1")
        #expect(variables["CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC"] == "1")
        #expect(variables["IS_SANDBOX"] == (isolation == .container ? "1" : nil))
    }
}
