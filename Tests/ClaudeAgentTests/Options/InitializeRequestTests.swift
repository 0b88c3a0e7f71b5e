import ClaudeAgent
import JSON
import Testing

@Suite struct InitializeRequestTests {
    @Test func withoutOptionsOnlyHooksAreSentAndTheyAreNull() {
        #expect(text(AgentOptions()) == #"{"subtype":"initialize","hooks":null}"#)
    }

    @Test func everyFieldOptionsDecideIsSent() {
        var options = AgentOptions()
        options.hooks = [HookMatcher(.preToolUse, matcher: "Bash", timeout: .seconds(5)) { _ in .noOpinion }]
        options.agents = ["b": SubagentDefinition(description: "B", prompt: "p"), "a": SubagentDefinition(description: "A", prompt: "q")]
        options.excludesDynamicSections = true
        options.systemPromptSnapshot = "snap"
        options.skills = .named(["pdf"])
        options.forwardsSubagentText = false
        options.title = "work"
        options.extraInitializeFields = ["promptSuggestions": true]
        #expect(
            text(options)
                == #"{"subtype":"initialize","hooks":{"PreToolUse":[{"matcher":"Bash","hookCallbackIds":["hook_0"],"timeout":5,"#
                + #""onFailure":"block"}]},"agents":{"a":{"description":"A","prompt":"q"},"b":{"description":"B","prompt":"p"}},"#
                + #""excludeDynamicSections":true,"systemPromptSnapshot":"snap","skills":["pdf"],"forwardSubagentText":false,"#
                + #""title":"work","promptSuggestions":true}"#
        )
    }

    @Test func extraFieldsCannotReplaceWhatOptionsDecide() {
        var options = AgentOptions()
        options.hooks = [HookMatcher(.stop) { _ in .noOpinion }]
        options.extraInitializeFields = ["hooks": nil, "subtype": "interrupt", "toolAliases": ["a": "b"]]
        #expect(
            text(options)
                == #"{"subtype":"initialize","hooks":{"Stop":[{"matcher":null,"hookCallbackIds":["hook_0"]}]},"toolAliases":{"a":"b"}}"#
        )
    }

    @Test func everyFieldOfASubagentIsSent() {
        var agent = SubagentDefinition(description: "d", prompt: "p", tools: ["Read"], model: "haiku")
        agent.disallowedTools = ["Bash"]
        agent.skills = ["pdf"]
        agent.memory = "project"
        agent.mcpServers = ["calc"]
        agent.initialPrompt = "hello"
        agent.maxTurns = 3
        agent.runsInBackground = true
        agent.effort = .low
        agent.permissionMode = .plan
        #expect(
            JSONValue.object(agent.json).serializedString()
                == #"{"description":"d","prompt":"p","tools":["Read"],"disallowedTools":["Bash"],"model":"haiku","skills":["pdf"],"#
                + #""memory":"project","mcpServers":["calc"],"initialPrompt":"hello","maxTurns":3,"background":true,"effort":"low","#
                + #""permissionMode":"plan"}"#
        )
    }

    @Test func manifestsOfInProcessServersAreSentOnRequest() {
        var options = AgentOptions()
        options.mcpServers = ["calc": .sdk(MCPServer("calculator", tools: [])), "far": .http(url: "http://h", headers: [:])]
        #expect(!text(options).contains("Manifests"))
        options.sendsMCPManifests = true
        #expect(
            text(options)
                == #"{"subtype":"initialize","hooks":null,"sdkMcpServerManifests":{"calc":{"initializeResult":{"protocolVersion":"2025-11-25","#
                + #""capabilities":{"tools":{}},"serverInfo":{"name":"calculator","version":"1.0.0"}},"toolsListResult":{"tools":[]}}}}"#
        )
    }

    @Test func inputMustStayOpenOnlyWhenTheCLIMayAsk() {
        var options = AgentOptions()
        options.mcpServers = ["far": .http(url: "http://h", headers: [:])]
        #expect(!options.needsBidirectionalInput)
        options.mcpServers = ["calc": .sdk(MCPServer("c", tools: []))]
        #expect(options.needsBidirectionalInput)
        options = AgentOptions()
        options.canUseTool = { _ in .allow }
        #expect(options.needsBidirectionalInput)
        options = AgentOptions()
        options.hooks = [HookMatcher(.stop) { _ in .noOpinion }]
        #expect(options.needsBidirectionalInput)
    }

    private func text(_ options: AgentOptions) -> String {
        JSONValue.object(options.initializeRequest()).serializedString()
    }
}
