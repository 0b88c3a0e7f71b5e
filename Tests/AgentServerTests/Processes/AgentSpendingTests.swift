import Domain
import Testing

@testable import AgentServer

@Suite struct AgentSpendingTests {
    private func usd(_ amount: Int) -> USD { USD(microdollars: amount) }

    @Test func eachTurnIsToldOfItsOwnPart() {
        var spending = AgentSpending()
        let taken = [10, 10, 25].map { spending.take(usd($0)) }
        #expect(taken == [usd(10), usd(0), usd(15)])
    }

    @Test func theLastTotalOutlivesItsKey() {
        var spending = AgentSpending()
        _ = spending.take(usd(10))
        spending.keep(usd(30))
        spending.keep(nil)
        let taken = [spending.take(nil), spending.take(nil)]
        #expect(taken == [usd(20), usd(0)])
    }

    @Test func anEstimateThatWasTooHighIsNotCountedTwice() {
        var spending = AgentSpending()
        let taken = [20, 12, 21].map { spending.take(usd($0)) }
        #expect(taken == [usd(20), usd(0), usd(1)])
    }

    @Test func nothingIsKnownWhereNobodyCounts() {
        var spending = AgentSpending()
        let taken = spending.take(nil)
        #expect(taken == nil)
    }
}
