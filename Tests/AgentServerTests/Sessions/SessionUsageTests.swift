import ClaudeAgent
import Domain
import JSON
import Journal
import Testing

@testable import AgentServer

@Suite struct SessionUsageTests {
    private static func usage(_ count: Int) -> SessionUsage {
        var usage = SessionUsage()
        (usage.inputTokens, usage.outputTokens, usage.webSearchRequests) = (count, 2 * count, 1)
        return usage
    }

    @Test func aResultAddsWhatAllModelsHaveUsedSinceTheOneBefore() throws {
        let line = """
            {"type":"result","subtype":"success","modelUsage":{"a":{"inputTokens":100}},"model_usage_since_last_result":\
            {"a":{"inputTokens":5,"outputTokens":6,"cacheReadInputTokens":2,"cacheCreationInputTokens":3,"webSearchRequests":4},\
            "b":{"inputTokens":1}}}
            """
        guard case .result(let result) = try AgentMessage(parsing: Array(line.utf8)).kind else { throw ServerError.noResult }
        var usage = SessionUsage()
        usage.add(result)
        usage.add(result)
        #expect(usage.inputTokens == 12 && usage.outputTokens == 12 && usage.cacheReadInputTokens == 4)
        #expect(usage.cacheCreationInputTokens == 6 && usage.webSearchRequests == 8)
        #expect(SessionUsage(usage.json) == usage && SessionUsage(.null) == SessionUsage())
    }

    @Test func aSessionsTurnsAddUpAndSurviveTheSnapshot() throws {
        var state = SessionState()
        for number in 1...2 {
            let turn = TurnID(milliseconds: UInt64(number), randomness: [])
            let ending = TurnEnding.done(sessionCost: nil, usage: Self.usage(number))
            state.apply(JournalEvent(number: number, time: Int64(number), turn: turn, kind: .turnEnded, body: ending.body))
        }
        #expect(state.usage.inputTokens == 3 && state.usage.outputTokens == 6 && state.usage.webSearchRequests == 2)
        #expect(try #require(SessionState(state.snapshot)) == state)
    }
}
