import Domain
import JSON
import Testing

@Suite struct AgentDefinitionTests {
    @Test func aNameIsAllThatIsNeeded() throws {
        let agent = try AgentDefinition(json: ["name": "a"])
        #expect(agent == AgentDefinition(name: "a"))
        #expect(agent.builtInTools == [:] && agent.dangerousParts == [])
    }

    @Test func everyFieldIsRead() throws {
        let agent = try AgentDefinition(json: [
            "name": "helper", "model": ["id": "claude-sonnet-4-6", "effort": "high", "speed": "standard"], "system": "Be brief.",
            "description": "Helps.", "metadata": ["team": "a"], "skills": [], "multiagent": nil,
            "execution_identity": ["type": "service_account"],
            "mcp_servers": [
                ["type": "url", "name": "docs", "url": "https://example.com/mcp"],
                ["type": "stdio", "name": "local", "command": "/bin/tool", "args": ["-x"], "env": ["A": "b"]],
            ],
            "tools": [
                [
                    "type": "agent_toolset_20260401", "default_config": ["enabled": false],
                    "configs": [["name": "web_search", "enabled": true]],
                ],
                ["type": "mcp_toolset", "mcp_server_name": "docs", "default_config": ["permission_policy": ["type": "always_allow"]]],
                ["type": "mcp_toolset", "mcp_server_name": "local", "configs": [["name": "rm", "enabled": false]]],
                ["type": "custom", "name": "ask", "description": "Asks.", "input_schema": ["type": "object"]],
            ],
        ])
        #expect(agent.model == AgentModel(id: "claude-sonnet-4-6", effort: "high"))
        #expect(agent.system == "Be brief." && agent.description == "Helps." && agent.metadata == ["team": "a"])
        #expect(agent.builtInTools == [.webSearch: .alwaysAllow])
        #expect(agent.mcpServers.map(\.name) == ["docs", "local"])
        #expect(agent.mcpServers[0].transport == .url("https://example.com/mcp") && !agent.mcpServers[0].runsProgram)
        #expect(agent.mcpServers[1].transport == .stdio(command: "/bin/tool", arguments: ["-x"], environment: ["A": "b"]))
        #expect(agent.dangerousParts == ["the stdio MCP server \"local\""])
        #expect(agent.tools[1] == .mcp(server: "docs", policy: .alwaysAllow, isEnabled: true, exceptions: [:]))
        let exception = AgentTool.MCPException(isEnabled: false, policy: .alwaysAsk)
        #expect(agent.tools[2] == .mcp(server: "local", policy: .alwaysAsk, isEnabled: true, exceptions: ["rm": exception]))
        #expect(agent.tools[3] == .custom(name: "ask", description: "Asks.", inputSchema: ["type": "object"]))
    }

    @Test(arguments: [("claude-opus-4-6", nil), ("claude-sonnet-4-6[1m]", nil), ("arn:aws:bedrock:x/y", "low")] as [(String, String?)])
    func aModelIsATextOrAnObject(id: String, effort: String?) throws {
        #expect(try AgentDefinition(json: ["name": "a", "model": .string(id)]).model == AgentModel(id: id))
        let effortJSON: JSONValue = effort.map { ["type": .string($0)] } ?? nil
        let object: JSONValue = ["name": "a", "model": ["id": .string(id), "effort": effortJSON]]
        #expect(try AgentDefinition(json: object).model == AgentModel(id: id, effort: effort))
    }

    @Test func aToolsetWithoutConfigurationHasEveryTool() throws {
        let agent = try AgentDefinition(json: ["name": "a", "tools": [["type": "agent_toolset_20260401"]]])
        #expect(Set(agent.builtInTools.keys) == Set(BuiltInTool.allCases))
        #expect(agent.dangerousParts == ["bash", "write", "edit"])
    }

    @Test func aToolIsExceptedFromTheDefaultBothWays() throws {
        let off = try Self.toolset([
            "default_config": ["enabled": false], "configs": [["name": "read", "enabled": true], ["name": "glob"]],
        ])
        #expect(off == [.read: .alwaysAllow])
        let on = try Self.toolset([
            "default_config": ["permission_policy": ["type": "always_ask"]],
            "configs": [
                ["name": "bash", "enabled": false], ["name": "read", "permission_policy": ["type": "auto"]],
            ],
        ])
        #expect(on[.bash] == nil && on[.read] == .auto && on[.grep] == .alwaysAsk && on.count == 7)
    }

    private static func toolset(_ members: JSONObject) throws -> [BuiltInTool: PermissionPolicy] {
        var tool: JSONObject = ["type": "agent_toolset_20260401"]
        for key in members.keys { tool[key] = members[key] }
        return try AgentDefinition(json: ["name": "a", "tools": [.object(tool)]]).builtInTools
    }

    @Test func charactersAreCountedNotBytesOrClusters() throws {
        let family = "👩‍👩‍👧"
        #expect(throws: DefinitionError.self) {
            try AgentDefinition(json: ["name": "a", "metadata": [.init(String(repeating: family, count: 20)): "v"]])
        }
        #expect(try AgentDefinition(json: ["name": .string(String(repeating: "é", count: 256))]).name.count == 256)
    }
}
