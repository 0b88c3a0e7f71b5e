import Testing

@testable import ModelStub

@Suite struct FaultCountersTests {
    private func fault(times: Int?) -> Fault { Fault(kind: .drop, times: times, source: "[[drop]]") }

    @Test func faultHappensAsOftenAsOrdered() {
        var counters = FaultCounters()
        let taken = (0..<4).map { _ in counters.take(fault(times: 2), key: "a") }
        #expect(taken == [true, true, false, false])
        let other = counters.take(fault(times: 2), key: "b")
        #expect(other)
    }

    @Test func faultWithoutANumberAlwaysHappensAndZeroNever() {
        var counters = FaultCounters()
        let always = (0..<5).map { _ in counters.take(fault(times: nil), key: "a") }
        let never = counters.take(fault(times: 0), key: "b")
        #expect(always == [true, true, true, true, true])
        #expect(!never)
    }

    @Test func oldestCountIsForgottenFirst() {
        var counters = FaultCounters(bound: 2)
        let taken = ["a", "b", "c", "c", "b", "a"].map { counters.take(fault(times: 1), key: $0) }
        #expect(taken == [true, true, true, false, false, true])
    }
}
