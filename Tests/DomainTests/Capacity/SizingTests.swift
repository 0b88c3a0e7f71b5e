import Domain
import Testing

@Suite struct SizingTests {
    private static let gibibyte = 1 << 30

    @Test(arguments: [(0, 1), (1, 1), (2, 2), (4, 7), (8, 17), (16, 38), (32, 64), (1024, 64)])
    func agentsFitIntoMemory(gibibytes: Int, expected: Int) {
        #expect(Sizing().agents(in: gibibytes * Self.gibibyte) == expected)
    }

    @Test func aSmallerCeilingLetsMoreIn() {
        var sizing = Sizing()
        sizing.ceiling = 200 << 20
        #expect(sizing.agents(in: 4 * Self.gibibyte) == 15)
        sizing.overhead = 2 * Self.gibibyte
        #expect(sizing.agents(in: 4 * Self.gibibyte) == 10)
    }

    @Test(arguments: [Int.min, -1, .max]) func noReadingTraps(memory: Int) {
        #expect((1...64).contains(Sizing().agents(in: memory)))
        var sizing = Sizing()
        (sizing.ceiling, sizing.overhead) = (0, .max)
        #expect((1...64).contains(sizing.agents(in: memory)))
        #expect(sizing.memory(for: .max) >= 0)
    }

    @Test(arguments: 1...64) func whatSoManyNeedHoldsSoMany(agents: Int) {
        #expect(Sizing().agents(in: Sizing().memory(for: agents)) == agents)
    }
}
