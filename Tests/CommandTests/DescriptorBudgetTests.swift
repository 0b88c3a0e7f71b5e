import Testing

@testable import Command

@Suite struct DescriptorBudgetTests {
    @Test(arguments: [
        (limit: 1_048_576, agents: 200, connections: 10_000), (1024, 4, 848), (1024, 60, 16), (256, 100, 16), (16_000, 10, 10_000),
        (0, 1, 16),
    ])
    func connectionsGetWhatTheAgentsLeave(limit: Int, agents: Int, connections: Int) {
        #expect(DescriptorBudget(limit: limit, agents: agents, waiting: 64).connections == connections)
    }

    @Test(arguments: [
        (limit: 1024, agents: 4, waiting: 64, isShort: false), (1024, 200, 64, true), (244, 4, 64, false), (243, 4, 64, true),
    ])
    func itIsShortWhenTheTurnsDoNotAllFit(limit: Int, agents: Int, waiting: Int, isShort: Bool) {
        #expect(DescriptorBudget(limit: limit, agents: agents, waiting: waiting).isShort == isShort)
    }

    @Test func whatIsNeededNamesAgentsTheirConnectionsAndTheRest() {
        #expect(DescriptorBudget(limit: 1, agents: 200, waiting: 64).needed == 20 * 200 + 96 + 200 + 64)
    }
}
