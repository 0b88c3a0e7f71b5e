import ClaudeAgent
import EventLoop
import JSON
import Testing

/// The code of GettingStarted, so that it compiles and does what the page says.
@Suite struct GettingStartedTests {
    @Test func theGuardOfThePageDeniesAndLetsPass() async throws {
        let hook = try #require(HookRegistry(Page.guardHooks).callback("hook_0"))
        let denied = try await hook(HookInput(["tool_input": ["command": "rm -rf /"]]))
        let passed = try await hook(HookInput(["tool_input": ["command": "ls"]]))
        #expect(denied == .deny("Nothing is deleted here.") && passed == .noOpinion)
        #expect(HookRegistry(Page.guardHooks).blocksOnFailure)
    }

    @Test func theToolOfThePageAnswersAndFailsAsItSays() async {
        let server = MCPServer("shop", tools: [Page.price])
        let call = { (arguments: JSONValue) in
            await server.respond(to: [
                "jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": ["name": "price", "arguments": arguments],
            ])
        }
        #expect(await call(["article": "tea"])?["result"]?["content"]?[0]?["text"] == "tea: 4.20")
        #expect(await call([:])?["result"]?["isError"] == true)
    }

    @Test func theOptionsOfThePageAreAccepted() throws {
        let launch = try Page.launch(host: ["PATH": "/bin"])
        #expect(try launch.options.arguments().contains("--max-budget-usd"))
        #expect(!"\(launch.environment)".contains("placeholder-tenant1"))
    }
}

private enum Page {
    static func launch(host hostEnvironment: [String: String]) throws -> AgentLaunch {
        var policy = EnvironmentPolicy(
            configDirectory: "/srv/tenant1/config",
            home: "/srv/tenant1/home",
            temporaryDirectory: "/srv/tenant1/tmp",
            workingDirectory: "/srv/tenant1/work"
        )
        policy.credential = .apiKey(Secret("placeholder-tenant1"))
        policy.provider = .anthropic(baseURL: "http://127.0.0.1:9100")
        var options = AgentOptions()
        options.systemPrompt = .text("You answer in one sentence.")
        options.workingDirectory = "/srv/tenant1/work"
        options.tools = .none
        options.settingSources = []
        options.maxTurns = 1
        options.maxBudgetUSD = 0.10
        return AgentLaunch(
            executable: "/usr/local/bin/claude",
            options: options,
            environment: try AgentEnvironment(host: hostEnvironment, options: options, policy: policy),
            supervision: Supervision(guardian: "/usr/local/bin/roost-guardian")
        )
    }

    static let guardHooks = [
        HookMatcher(.preToolUse, matcher: "Bash", timeout: .seconds(5)) { input in
            let command = input.toolInput?["command"]?.string ?? ""
            return command.contains("rm -rf") ? .deny("Nothing is deleted here.") : .noOpinion
        }
    ]

    static let price = MCPTool(
        "price",
        description: "The price of an article in euros.",
        inputSchema: ["type": "object", "properties": ["article": ["type": "string"]], "required": ["article"]]
    ) { call in
        guard let article = call.arguments["article"]?.string else { throw MCPToolFailure("Name the article.") }
        return .text("\(article): 4.20")
    }

    /// Compiled only: it would start a process.
    static func run(_ launch: AgentLaunch) async throws {
        try await EventLoopGroup.run(count: 1) { group in
            let result = try await query(prompt: "Why is the sky blue?", launch: launch, on: group.next()) { message in
                if case .assistant(let assistant) = message.kind { print(assistant.text) }
            }
            print("cost: \(result.totalCostUSD ?? 0) USD")
            try await AgentSession.run(launch, on: group.next()) { session in
                _ = try await session.turn("Remember the number 7.")
                let outcome = try await session.turn("Which number?")
                print(outcome.answers.last?.result.text ?? "")
                try await interrupt(session) { true }
                try await session.finish()
            }
        }
    }

    private static func interrupt(_ session: AgentSession, when enough: @escaping @Sendable () -> Bool) async throws {
        let outcome = try await session.turn("Write a long story.", within: .seconds(300)) { event in
            if case .streamEvent = event.message.kind, enough() { try await session.interrupt() }
        }
        if let failure = outcome.failure { print(failure.message) }
    }
}
