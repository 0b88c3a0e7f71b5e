import ManagedAgents
import Testing

@Suite struct ManagedIDTests {
    private struct Same: RandomNumberGenerator {
        var state: UInt64 = 7
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state
        }
    }

    @Test func anIDIsItsPrefixAndTwentyFourLetters() {
        var randomness = Same()
        let ids = (0..<100).map { _ in ManagedID.make(.agent) { randomness.next() } }
        #expect(Set(ids).count == 100)
        for id in ids {
            #expect(id.hasPrefix("agent_"))
            #expect(id.utf8.count == 30)
            #expect(
                id.dropFirst(6).utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) }
            )
        }
    }

    @Test func theSameBytesGiveTheSameID() {
        let bytes = (0..<32).map { UInt8($0 * 7) }
        #expect(ManagedID.derived(.event, from: bytes) == ManagedID.derived(.event, from: bytes))
        #expect(ManagedID.derived(.event, from: bytes).utf8.count == 29)
        #expect(ManagedID.derived(.event, from: bytes) != ManagedID.derived(.event, from: bytes.reversed()))
    }
}
