import ClaudeAgent
import Domain
import JSON
import Testing

@testable import AgentServer

@Suite struct AgentSupplyTests {
    private static let folders = LaunchFolders(configuration: "/d/c", workspace: "/d/w", home: "/d/h", temporary: "/t")
    private static let weather = AgentTool.custom(name: "weather", description: "Tells it.", inputSchema: ["type": "object"])

    private static func plan(_ definition: AgentDefinition, _ supply: AgentSupply = answering) throws -> AgentPlan {
        var runtime = AgentRuntime(claude: "/bin/claude", guardian: "/bin/guardian", hostEnvironment: ["PATH": "/bin"])
        runtime.isolation = .container
        return try AgentPlan(definition, supply, runtime: runtime, limits: TurnLimits())
    }

    private static var answering: AgentSupply { AgentSupply(answersCalls: true) }

    private static func launch(_ plan: AgentPlan) throws -> AgentLaunch {
        let runtime = AgentRuntime(claude: "/bin/claude", guardian: "/bin/guardian", hostEnvironment: ["PATH": "/bin"])
        return try plan.launch(.new, in: folders, runtime: runtime, trace: nil, desk: CallDesk(plan.catalogue))
    }

    private static func remote(_ policy: PermissionPolicy) -> AgentDefinition {
        AgentDefinition(
            name: "a",
            tools: [.mcp(server: "x", policy: policy, isEnabled: true, exceptions: [:])],
            mcpServers: [MCPServerDefinition(name: "x", transport: .url("https://x.example/mcp"))]
        )
    }

    @Test func whatSubagentsWriteIsAskedForWhereThereAreThreadsForIt() throws {
        let shown = try Self.plan(AgentDefinition(name: "a"), AgentSupply(answersCalls: true, tellsPieces: true))
        #expect(shown.options.initializeRequest()["forwardSubagentText"] == true)
        #expect(try Self.plan(AgentDefinition(name: "a")).options.initializeRequest()["forwardSubagentText"] == nil)
    }

    @Test func toolsThatAskDoSoByRuleAndByHook() throws {
        let plan = try Self.plan(AgentDefinition(name: "a", tools: [.toolset([.bash: .alwaysAsk, .read: .alwaysAllow])]))
        let launch = try Self.launch(plan)
        let arguments = try launch.options.arguments()
        let settings = try JSONValue(parsing: try #require(FakeRecord.value("--settings", in: arguments)))
        #expect(settings["permissions"]?["ask"] == ["Bash"])
        #expect(FakeRecord.value("--tools", in: arguments) == "Bash,Read" && FakeRecord.value("--allowedTools", in: arguments) == "Read")
        #expect(FakeRecord.value("--permission-prompt-tool", in: arguments) == "stdio")
        #expect(FakeRecord.value("--permission-mode", in: arguments) == "default" && arguments.contains("--await-initialize"))
        let hook = try #require(launch.options.hooks.first)
        #expect(hook.event == .preToolUse && hook.onFailure == .block && hook.timeout == .seconds(1_728_000))
    }

    @Test func anAgentThatNeverAsksIsRefusedWhatNoRuleAllows() throws {
        let plan = try Self.plan(AgentDefinition(name: "a", tools: [.toolset([.bash: .alwaysAllow])]))
        let launch = try Self.launch(plan)
        let arguments = try launch.options.arguments()
        #expect(FakeRecord.value("--permission-mode", in: arguments) == "dontAsk" && launch.options.hooks.isEmpty)
        #expect(!arguments.contains("--permission-prompt-tool") && !arguments.contains("--settings"))
    }

    @Test func customToolsAreOnOneServerOfThisProcess() throws {
        let launch = try Self.launch(try Self.plan(AgentDefinition(name: "a", tools: [Self.weather])))
        let server = try #require(launch.options.mcpServers.inProcess["custom"])
        #expect(server.tools.map(\.name) == ["weather"] && server.tools.first?.description == "Tells it.")
        #expect(launch.environment.variables["MCP_TOOL_TIMEOUT"] == "1728000000")
        let arguments = try launch.options.arguments()
        #expect(FakeRecord.value("--allowedTools", in: arguments) == "mcp__custom")
        #expect(launch.options.initializeRequest()["sdkMcpServerManifests"]?["custom"] != nil)
    }

    @Test func aServersHeadersNeverStandOnACommandLine() throws {
        var supply = Self.answering
        supply.headers = ["x": ["Authorization": Secret("Bearer very-secret-token")]]
        let launch = try Self.launch(try Self.plan(Self.remote(.alwaysAllow), supply))
        let written = try #require(launch.options.mcpConfigurationToWrite)
        #expect(String(decoding: written, as: UTF8.self).contains("very-secret-token"))
        let arguments = try launch.options.arguments(files: LaunchFiles(mcpConfigurationPath: "/t/mcp.json"))
        #expect(!arguments.joined(separator: " ").contains("very-secret-token"))
        #expect(!launch.environment.variables.values.contains { $0.contains("very-secret-token") })
    }

    @Test func notesComeBehindTheAgentsOwnInstructions() throws {
        var supply = Self.answering
        supply.notes = "Files are below mnt."
        let plan = try Self.plan(AgentDefinition(name: "a", system: "Be brief."), supply)
        #expect(FakeRecord.value("--system-prompt", in: try plan.options.arguments()) == "Be brief.\n\nFiles are below mnt.")
        #expect(try Self.plan(AgentDefinition(name: "a"), supply).options.systemPrompt == .text("Files are below mnt."))
    }

    @Test func skillsNeedTheirPackagesAndAReader() throws {
        var supply = Self.answering
        supply.skills = [try SkillPackage(name: "tables", folder: "/s/1")]
        var definition = AgentDefinition(name: "a", tools: [.toolset([.read: .alwaysAllow])], skills: [SkillReference(id: "skill_1")])
        let arguments = try Self.plan(definition, supply).options.arguments()
        #expect(
            FakeRecord.value("--tools", in: arguments) == "Read,Skill" && FakeRecord.value("--setting-sources", in: arguments) == "user"
        )
        #expect(FakeRecord.value("--allowedTools", in: arguments) == "Read,Skill(tables)")
        #expect(FakeRecord.value("--disallowedTools", in: arguments)?.split(separator: ",").contains("Skill") == false)
        #expect(throws: DefinitionError.self) { try Self.plan(definition) }
        definition.tools = []
        #expect(throws: DefinitionError.self) { try Self.plan(definition, supply) }
    }

    @Test(arguments: ["", "..", "a/b", "A", "a b", "ä"]) func aSkillsNameIsThatOfAFolder(name: String) {
        #expect(throws: DefinitionError.self) { try SkillPackage(name: name, folder: "/s") }
    }

    @Test func whatNobodyJudgesIsRefused() {
        for definition in [AgentDefinition(name: "a", tools: [.toolset([.webSearch: .auto])]), Self.remote(.auto)] {
            #expect(throws: DefinitionError.self) { try Self.plan(definition) }
        }
    }

    @Test func serversThatLookAlikeAreRefused() {
        let names = ["my server", "my_server"]
        let definition = AgentDefinition(
            name: "a",
            tools: names.map { .mcp(server: $0, policy: .alwaysAllow, isEnabled: true, exceptions: [:]) },
            mcpServers: names.map { MCPServerDefinition(name: $0, transport: .url("http://x")) }
        )
        #expect(throws: DefinitionError.self) { try Self.plan(definition) }
    }

    @Test func onlyPlansThatAreAlikeInEverythingShareProcesses() throws {
        let base = AgentDefinition(name: "a", system: "s", tools: [Self.weather])
        var (otherTool, otherName) = (base, base)
        otherTool.tools = [.custom(name: "weather", description: "Other.", inputSchema: ["type": "object"])]
        otherName.name = "b"
        let key = try Self.plan(base).key
        #expect(try Self.plan(base).key == key && Self.plan(otherName).key == key && Self.plan(otherTool).key != key)
        var (one, two) = (Self.answering, Self.answering)
        one.headers = ["x": ["Authorization": Secret("Bearer one")]]
        two.headers = ["x": ["Authorization": Secret("Bearer two")]]
        let keys = try [Self.answering, one, two].map { try Self.plan(Self.remote(.alwaysAllow), $0).key }
        #expect(Set(keys).count == 3 && !keys.contains { $0.rawValue.contains("two") })
    }
}
