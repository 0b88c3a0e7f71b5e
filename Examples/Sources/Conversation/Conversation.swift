import ClaudeAgent
import EventLoop
import ExampleLaunch
import JSON

/// A conversation, one turn for each argument, with a tool, a hook and a person who decides.
@main struct Conversation {
    static func main() async throws {
        let prompts = CommandLine.arguments.dropFirst()
        try await ExampleLaunch.run { example in
            let launch = try example.launch(options())
            try await EventLoopGroup.run(count: 1) { group in
                try await AgentSession.run(launch, on: group.next()) { session in
                    for prompt in prompts { try await take(UserPrompt(prompt), in: session) }
                }
            }
        }
    }

    private static func options() -> AgentOptions {
        var options = AgentOptions()
        options.systemPrompt = .text("You sell tea.")
        options.tools = .named(["Bash"])
        options.mcpServers = ["shop": .sdk(MCPServer("shop", tools: [price]))]
        options.allowedTools = ["mcp__shop__price"]
        options.hooks = [guardHook]
        options.canUseTool = { request in
            let approved = await Terminal.approves("\(request.toolName): \(request.input["command"]?.string ?? "")")
            return approved ? .allow : .deny("A person said no. Do not try again.")
        }
        return options
    }

    /// A tool that runs in this process.
    private static let price = MCPTool(
        "price",
        description: "The price of an article in euros.",
        inputSchema: ["type": "object", "properties": ["article": ["type": "string"]], "required": ["article"]]
    ) { call in
        guard let article = call.arguments["article"]?.string else { throw MCPToolFailure("Name the article.") }
        return .text("\(article): 4.20")
    }

    /// Sees every command before it runs, also those that nobody would be asked about.
    private static let guardHook = HookMatcher(.preToolUse, matcher: "Bash", timeout: .seconds(5)) { input in
        let command = input.toolInput?["command"]?.string ?? ""
        return command.contains("rm -rf") ? .deny("Nothing is deleted here.") : .noOpinion
    }

    private static func take(_ prompt: UserPrompt, in session: AgentSession) async throws {
        let outcome = try await session.turn(prompt, within: .seconds(600)) { event in
            guard case .assistant(let assistant) = event.message.kind else { return }
            for call in assistant.toolUses { print("[\(call.name) \(call.input.serializedString())]") }
            if !assistant.text.isEmpty { print(assistant.text) }
        }
        if let failure = outcome.failure { print("failed: \(failure.message)") }
    }
}

/// The person at the terminal. Reading a line blocks, so it does that on a thread of its own.
private enum Terminal {
    static func approves(_ question: String) async -> Bool {
        await BlockingExecutor.shared.perform {
            print("Allow \(question)? [y/N]")
            return readLine() == "y"
        }
    }
}
