import JSON
import Testing

@testable import Egress

@Suite struct CallEstimateTests {
    private func estimate(_ body: JSONValue) -> CallEstimate { CallEstimate(body.serialized()) }

    @Test func aRequestTellsTheMostThatItMayUse() {
        let text = JSONValue.string(String(repeating: "word", count: 1000))
        let body: JSONValue = ["model": "claude-x", "max_tokens": 500, "stream": true, "speed": "fast", "messages": [["content": text]]]
        let estimate = estimate(body)
        #expect(estimate.model == "claude-x" && estimate.isStream && estimate.isFast && estimate.most.output == 500)
        #expect((1000..<1050).contains(estimate.most.input))
    }

    @Test func aPictureCountsLessThanItsBytes() {
        let data = JSONValue.string(String(repeating: "A", count: 1_000_000))
        let body: JSONValue = ["messages": [["content": [["type": "image", "source": ["type": "base64", "data": data]]]]]]
        #expect((2000..<2100).contains(estimate(body).input))
    }

    @Test(arguments: ["", "{", "[1]", #"{"max_tokens":-1}"#, #"{"max_tokens":1e99}"#]) func whatIsNoRequestHasAnEstimateToo(body: String) {
        let estimate = CallEstimate(Array(body.utf8))
        #expect(estimate.output == 0 && estimate.input < 10 && estimate.model == "")
    }

    @Test func anAnswerThatWasNotSeenIsEstimatedByItsTime() {
        let whole = estimate(["max_tokens": 1000])
        #expect(whole.used(passing: 0, in: .seconds(3)).output == 300 && whole.used(passing: 0, in: .seconds(60)).output == 1000)
        #expect(whole.used(passing: 400, in: .seconds(3)).output == 100)
        #expect(estimate(["max_tokens": 1000, "stream": true]).used(passing: 0, in: .seconds(3)).output == 0)
    }
}
