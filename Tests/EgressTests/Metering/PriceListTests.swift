import Domain
import Testing

@testable import Egress

@Suite struct PriceListTests {
    private func tokens(_ input: Int = 0, _ output: Int = 0, read: Int = 0, write5m: Int = 0, write1h: Int = 0, searches: Int = 0)
        -> TokenUsage
    {
        var tokens = TokenUsage()
        (tokens.input, tokens.output, tokens.cacheRead) = (input, output, read)
        (tokens.cacheWrite5m, tokens.cacheWrite1h, tokens.webSearches) = (write5m, write1h, searches)
        return tokens
    }

    private func microdollars(_ tokens: TokenUsage, _ model: String, isFast: Bool = false) -> Int {
        PriceList.published.cost(of: tokens, model: model, isFast: isFast).microdollars
    }

    @Test func everyKindHasItsPrice() {
        #expect(microdollars(tokens(1_000_000), "claude-opus-4-5") == 5_000_000)
        #expect(microdollars(tokens(0, 1_000_000), "claude-opus-4-5") == 25_000_000)
        #expect(microdollars(tokens(read: 1_000_000), "claude-opus-4-5") == 500_000)
        #expect(microdollars(tokens(write5m: 1_000_000), "claude-opus-4-5") == 6_250_000)
        #expect(microdollars(tokens(write1h: 1_000_000), "claude-opus-4-5") == 10_000_000)
        #expect(microdollars(tokens(searches: 1000), "claude-opus-4-5") == 10_000_000)
        #expect(
            microdollars(tokens(10, 20, read: 30, write5m: 40, write1h: 50, searches: 1), "claude-opus-4-5") == 50 + 500 + 15 + 250 + 500
                + 10_000
        )
    }

    @Test func partsOfAMicrodollarAreRoundedUpOnce() {
        #expect(microdollars(tokens(read: 1), "claude-opus-4-5") == 1)
        #expect(microdollars(tokens(read: 3, write5m: 1), "claude-opus-4-5") == 8)
        #expect(microdollars(tokens(), "claude-opus-4-5") == 0)
    }

    @Test(arguments: [
        ("claude-opus-4-5-20251101", 5), ("claude-opus-4-20250514", 15), ("claude-opus-4", 15), ("claude-opus-5-5", 4),
        ("claude-opus-5", 5),
        ("us.anthropic.claude-opus-4-5-20251101-v1:0", 5), ("claude-sonnet-4-5@20250929", 3), ("claude-sonnet-5-5[1m]", 2),
        ("claude-3-5-sonnet-latest", 3), ("claude-haiku-4-5", 1), ("claude-opus-4-5-latest", 5),
    ])
    func theLongestNameThatFitsCounts(model: String, dollars: Int) {
        #expect(microdollars(tokens(1_000_000), model) == dollars * 1_000_000)
    }

    @Test(arguments: ["", "gpt", "claude-opus-9", "claude-opus-4-99", "claude-opus-55", "claude-haiku-4-5x", "claude-haiku-5-6"])
    func anUnknownModelCostsAsMuchAsTheDearestOne(model: String) {
        #expect(microdollars(tokens(1_000_000), model) == 15_000_000 && microdollars(tokens(0, 1_000_000), model) == 75_000_000)
    }

    @Test func longPromptsOfSomeModelsAndFastAnswersCostMore() {
        #expect(microdollars(tokens(100_000), "claude-haiku-5-5") == 10_000)
        #expect(microdollars(tokens(60_000, read: 40_001), "claude-haiku-5-5") == 30_000 + 2_001)
        #expect(microdollars(tokens(1000, searches: 1), "claude-opus-5-5", isFast: true) == 8_000 + 10_000)
    }

    @Test func pricesCanBeSet() {
        var list = PriceList.published
        list.webSearches = USD(microdollars: 0)
        let free = USD(microdollars: 0)
        list.set(
            "mine",
            TokenPrices(input: USD(microdollars: 1_000_000), output: free, cacheRead: free, cacheWrite5m: free, cacheWrite1h: free)
        )
        #expect(list.cost(of: tokens(7, 9, searches: 9), model: "mine", isFast: false).microdollars == 7)
        #expect(PriceList().cost(of: tokens(7), model: "mine", isFast: false).microdollars == 0)
    }

    @Test func nothingOverflows() {
        var list = PriceList()
        let most = USD(microdollars: .max)
        list.set("x", TokenPrices(input: most, output: most, cacheRead: most, cacheWrite5m: most, cacheWrite1h: most))
        let all = tokens(.max, .max, read: .max, write5m: 0, write1h: 0, searches: .max)
        #expect(list.cost(of: all, model: "x", isFast: true).microdollars == .max)
    }
}
