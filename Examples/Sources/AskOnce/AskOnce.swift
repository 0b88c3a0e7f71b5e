import ClaudeAgent
import EventLoop
import ExampleLaunch

/// One question, one answer: `AskOnce "Why is the sky blue?"`.
@main struct AskOnce {
    static func main() async throws {
        let question = CommandLine.arguments.dropFirst().joined(separator: " ")
        try await ExampleLaunch.run { example in
            let launch = try example.launch(options())
            try await EventLoopGroup.run(count: 1) { group in
                let result = try await query(prompt: UserPrompt(question), launch: launch, on: group.next()) { message in
                    if case .assistant(let assistant) = message.kind { print(assistant.text) }
                }
                print("cost: \(result.totalCostUSD ?? 0) USD")
            }
        }
    }

    private static func options() -> AgentOptions {
        var options = AgentOptions()
        options.systemPrompt = .text("You answer in one sentence.")
        options.tools = .none
        options.maxTurns = 1
        options.maxBudgetUSD = 0.10
        return options
    }
}
