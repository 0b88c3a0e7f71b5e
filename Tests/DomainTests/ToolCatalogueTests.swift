import JSON
import Testing

@testable import Domain

@Suite struct ToolCatalogueTests {
    private static func catalogue(_ tools: [AgentTool], _ servers: [String] = []) -> ToolCatalogue {
        let servers = servers.map { MCPServerDefinition(name: $0, transport: .url("http://x")) }
        return ToolCatalogue(AgentDefinition(name: "a", tools: tools, mcpServers: servers))
    }

    private static func custom(_ name: String) -> AgentTool { .custom(name: name, description: "d", inputSchema: ["type": "object"]) }

    @Test func theToolsetsToolsAreKnownByTheCLIsNames() {
        let catalogue = Self.catalogue([.toolset([.bash: .alwaysAsk, .webSearch: .alwaysAllow])])
        #expect(catalogue.tool("Bash") == .builtIn(.bash) && catalogue.tool("WebSearch") == .builtIn(.webSearch))
        #expect(catalogue.wait("Bash") == .confirmation && catalogue.wait("WebSearch") == nil && catalogue.wait("Read") == nil)
        #expect(catalogue.policy("Bash") == .alwaysAsk && catalogue.policy("Read") == nil)
        #expect(catalogue.rules.allowed == ["WebSearch"] && catalogue.rules.asked == ["Bash"] && catalogue.canWait)
        #expect(catalogue.tool("TodoWrite") == .other("TodoWrite") && catalogue.wait("TodoWrite") == nil)
    }

    @Test func aServersToolsHaveItsPolicyUnlessOneSaysOtherwise() {
        let exceptions: [String: AgentTool.MCPException] = [
            "do it!": .init(isEnabled: true, policy: .alwaysAllow), "never": .init(isEnabled: false, policy: .alwaysAsk),
        ]
        let catalogue = Self.catalogue(
            [.mcp(server: "my server", policy: .alwaysAsk, isEnabled: true, exceptions: exceptions)],
            ["my server"]
        )
        #expect(catalogue.tool("mcp__my_server__do_it_") == .mcp(server: "my server", tool: "do it!"))
        #expect(catalogue.tool("mcp__my_server__else") == .mcp(server: "my server", tool: "else"))
        #expect(catalogue.wait("mcp__my_server__else") == .confirmation && catalogue.wait("mcp__my_server__do_it_") == nil)
        #expect(catalogue.policy("mcp__my_server__never") == nil && catalogue.wait("mcp__my_server__never") == nil)
        #expect(catalogue.rules.asked == ["mcp__my_server"] && catalogue.rules.allowed == ["mcp__my_server__do_it_"])
        #expect(catalogue.rules.denied == ["mcp__my_server__never"])
        #expect(catalogue.tool("mcp__other__x") == .other("mcp__other__x"))
    }

    @Test func ofServersThatAreSwitchedOffOnlyTheExceptionsRun() {
        let exceptions: [String: AgentTool.MCPException] = ["t": .init(isEnabled: true, policy: .alwaysAllow)]
        let catalogue = Self.catalogue([.mcp(server: "x", policy: .alwaysAsk, isEnabled: false, exceptions: exceptions)], ["x"])
        #expect(catalogue.policy("mcp__x__t") == .alwaysAllow && catalogue.policy("mcp__x__u") == nil && !catalogue.canWait)
    }

    @Test func customToolsLiveOnAServerOfTheHosts() {
        let catalogue = Self.catalogue([Self.custom("weather"), Self.custom("news")])
        #expect(catalogue.customServer == "custom" && catalogue.customTools.map(\.wireName) == ["weather", "news"])
        #expect(catalogue.tool("mcp__custom__weather") == .custom("weather") && catalogue.wait("mcp__custom__weather") == .customTool)
        #expect(catalogue.tool("mcp__custom__other") == .other("mcp__custom__other") && catalogue.wait("mcp__custom__other") == nil)
        #expect(catalogue.rules.allowed == ["mcp__custom"] && catalogue.canWait)
    }

    @Test(arguments: ["custom", "custom__x", "cüstom", "custom_"]) func aServersNameNeverHidesTheCustomTools(name: String) {
        let mcp = AgentTool.mcp(server: name, policy: .alwaysAllow, isEnabled: true, exceptions: [:])
        let catalogue = Self.catalogue([mcp, Self.custom("t")], [name])
        let rule = RuleName.tool("t", of: RuleName.text(name))
        #expect(catalogue.tool(rule) == .mcp(server: name, tool: "t") && catalogue.wait(rule) == nil)
        #expect(catalogue.tool("mcp__\(catalogue.customServer)__t") == .custom("t"))
    }

    @Test func aLongNameIsCutAndStaysItsOwn() throws {
        let long = String(repeating: "n", count: 127)
        let catalogue = Self.catalogue([Self.custom(long + "a"), Self.custom(long + "b")])
        let names = catalogue.customTools.map { "mcp__custom__\($0.wireName)" }
        #expect(names.allSatisfy { $0.utf8.count <= 128 } && Set(names).count == 2)
        #expect(catalogue.tool(names[0]) == .custom(long + "a") && catalogue.tool(names[1]) == .custom(long + "b"))
    }

    @Test func serversThatTheCLICouldNotTellApartAreTold() {
        func confused(_ names: [String]) -> Bool {
            let servers = names.map { MCPServerDefinition(name: $0, transport: .url("http://x")) }
            return AgentDefinition(name: "a", mcpServers: servers).confusedServers != nil
        }
        #expect(confused(["a b", "a_b"]) && confused(["a", "a__b"]) && confused(["a_", "a"]) && confused(["x", "a__", "a"]))
        #expect(!confused(["a", "ab"]) && !confused(["a_b", "a"]) && !confused([]))
    }
}
