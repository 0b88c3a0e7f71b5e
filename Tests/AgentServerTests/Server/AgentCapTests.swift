import TestSupport
import Testing

@testable import AgentServer

/// What one agent may do at once.
@Suite(.serialized, .timeLimit(.minutes(3))) struct AgentCapTests {
    private static let subagents = "CLAUDE_CODE_MAX_CONCURRENT_SUBAGENTS"
    private static let depth = "CLAUDE_CODE_MAX_SUBAGENT_SPAWN_DEPTH"
    private static let tools = "CLAUDE_CODE_MAX_TOOL_USE_CONCURRENCY"

    @Test func everyAgentIsToldItsCapsAndTheOperatorHasTheLastWord() async throws {
        let operators = [Self.subagents: "3", Self.depth: "1", Self.tools: "5"]
        for (given, expected) in [([:], ["8", "2", "8"]), (operators, ["3", "1", "5"])] {
            try await TestServer.run {
                $0.runtime.hostEnvironment.merge(given) { _, new in new }
            } _: { server in
                try await server.turn("hello", in: "a").expectDone()
                let variables = FakeRecord(server.bench, "a").environment
                #expect([Self.subagents, Self.depth, Self.tools].map { variables[$0] } == expected)
            }
        }
    }
}
