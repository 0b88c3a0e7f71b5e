import Testing

@testable import AgentServer

@Suite struct CheckRecordTests {
    private let fresh = CheckRecord(deadline: .seconds(2), validity: .seconds(17))

    @Test func whatHasNotAnsweredYetIsNotWell() {
        #expect(fresh.failure(.zero) == "not checked yet")
    }

    @Test func theLastAnswerHoldsWhileTheNextIsAwaited() {
        var record = fresh
        record.begin(.zero)
        record.end(nil, .seconds(1))
        #expect(record.failure(.seconds(1)) == nil)
        record.begin(.seconds(6))
        #expect(record.failure(.seconds(8)) == nil)
        record.end("disk full", .seconds(8))
        #expect(record.failure(.seconds(8)) == "disk full")
    }

    @Test func anAnswerThatTakesTooLongIsAFailureUntilItComes() {
        var record = fresh
        record.begin(.zero)
        record.end(nil, .seconds(1))
        record.begin(.seconds(6))
        #expect(record.failure(.seconds(9)) == "no answer within 2.0 seconds")
        record.end(nil, .seconds(60))
        #expect(record.failure(.seconds(60)) == nil)
    }

    @Test func anAnswerIsNotGoodForEver() {
        var record = fresh
        record.begin(.zero)
        record.end(nil, .zero)
        #expect(record.failure(.seconds(17)) == nil && record.failure(.seconds(18)) == "not checked for 17.0 seconds")
    }
}
