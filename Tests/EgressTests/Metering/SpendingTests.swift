import Domain
import Testing

@testable import Egress

@Suite struct SpendingTests {
    private func charge(_ model: String, _ output: Int, _ cost: Int) -> Charge {
        var tokens = TokenUsage()
        tokens.output = output
        return Charge(model: model, tokens: tokens, cost: USD(microdollars: cost))
    }

    @Test func callsAddUpByModel() {
        var spending = Spending()
        spending.add(charge("a", 1, 10), insteadOf: nil)
        spending.add(charge("a", 2, 20), insteadOf: nil)
        spending.add(charge("b", 4, 40), insteadOf: nil)
        #expect(spending.models["a"]?.calls == 2 && spending.models["a"]?.cost.microdollars == 30)
        #expect(spending.cost.microdollars == 70 && spending.tokens.output == 7)
    }

    @Test func aLaterStateOfACallTakesThePlaceOfTheFormer() {
        var spending = Spending()
        spending.add(charge("", 1, 10), insteadOf: nil)
        spending.add(charge("a", 5, 50), insteadOf: charge("", 1, 10))
        #expect(spending.models.keys.sorted() == ["a"] && spending.models["a"]?.calls == 1 && spending.cost.microdollars == 50)
    }
}
