import Domain
import Testing

@Suite struct TurnLimitsTests {
    @Test func everyLimitIsSetFromTheStart() {
        let limits = TurnLimits()
        #expect(limits.maxSteps == 40)
        #expect(limits.maxCost == USD("5"))
        #expect(limits.wallClock == .seconds(30 * 60))
    }
}
