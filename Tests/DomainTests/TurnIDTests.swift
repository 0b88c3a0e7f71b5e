import Domain
import Testing

@Suite struct TurnIDTests {
    @Test func sortsByTimeThenRandomness() {
        let early = TurnID(milliseconds: 1_000, randomness: Array(repeating: 255, count: 10))
        let late = TurnID(milliseconds: 1_001, randomness: [])
        #expect(early < late)
        #expect(late.text == "turn_00000000z90000000000000000")
        let last = TurnID(milliseconds: 0xFFFF_FFFF_FFFF, randomness: Array(repeating: 255, count: 10))
        #expect(last.text == "turn_7zzzzzzzzzzzzzzzzzzzzzzzzz")
    }

    @Test(arguments: ["", "turn_", "turn_00000000z9000000000000000", "TURN_00000000z90000000000000000", "turn_00000000u90000000000000000"])
    func refusesWhatIsNone(_ text: String) { #expect(TurnID(text) == nil) }

    @Test func readsItsOwnText() {
        let id = TurnID(milliseconds: 1_763_000_000_000, randomness: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
        #expect(TurnID(id.text) == id)
        #expect(id.time == 1_763_000_000_000_000)
    }

    @Test func tellsItsAgeUnlessAClockWasSetBack() {
        let id = TurnID(milliseconds: 1_000, randomness: [])
        #expect(id.age(at: 1_500_000) == .milliseconds(500) && id.age(at: 1_000_000) == .zero)
        #expect(id.age(at: 999_999) == nil)
    }
}
