import Testing

@testable import AgentServer

@Suite struct StopTimesTests {
    @Test func aStopTakesTheDrainTimeAndHalfAMinuteAtMost() throws {
        #expect(StopTimes.all == .seconds(30))
        let compose = try ProjectFile.text("deploy/compose/compose.yaml")
        #expect(compose.contains("ROOST_STOP_GRACE must be 30 s more"))
        #expect(compose.contains("stop_grace_period: ${ROOST_STOP_GRACE:-40s}"))
        #expect(
            ServerConfiguration(dataRoot: "", runtime: AgentRuntime(claude: "", guardian: "", hostEnvironment: [:])).drain == .seconds(10)
        )
        #expect(try ProjectFile.text("docs/serve.md").contains("within the drain time and 30 seconds"))
    }
}
