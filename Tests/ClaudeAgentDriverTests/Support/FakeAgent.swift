import ClaudeAgent
import EventLoop

extension Workplace {
    /// FakeClaude with its orders for the start and a grace that a test can wait for.
    func fake(
        _ orders: String...,
        grace: Duration = .seconds(20),
        supervision adjust: (inout Supervision) -> Void = { _ in },
        options: (inout AgentOptions) -> Void = { _ in }
    ) throws -> AgentLaunch {
        var launch = try launch { agent, policy in
            agent.systemPrompt = .text("fake. " + orders.map { "[[fake:\($0)]]" }.joined(separator: " "))
            options(&agent)
        }
        launch.supervision.grace = grace
        adjust(&launch.supervision)
        return launch
    }
}

extension AgentSession {
    /// A turn whose text stays within a minute, with everything it brought.
    func ask(_ prompt: UserPrompt, _ seen: Recorder<SessionEvent> = Recorder()) async throws -> TurnOutcome {
        try await turn(prompt, within: .seconds(120)) { seen.append($0) }
    }
}
