import Domain
import Testing

@testable import AgentServer

@Suite struct ResearchAgentTests {
    @Test(arguments: [ResearchAgent.served, ResearchAgent.oneShot]) func itCitesItsSources(agent: AgentDefinition) throws {
        let instructions = try #require(agent.system)
        for rule in ["artificial intelligence", "search the web", "markdown link", "[title](URL)", "\"Sources:\""] {
            #expect(instructions.contains(rule), "\(rule)")
        }
        #expect(agent.model == nil && agent.dangerousParts == [])
    }

    @Test func onlyTheOneShotReadsFiles() {
        #expect(Set(ResearchAgent.served.builtInTools.keys) == [.webSearch])
        #expect(Set(ResearchAgent.oneShot.builtInTools.keys) == [.webSearch, .read])
    }
}
