import Testing

@testable import ClaudeAgent

@Suite struct UnsentAnswersTests {
    @Test func onlyAnswersCount() {
        var answers = UnsentAnswers()
        answers.queue(1_000_000, isAnswer: false)
        answers.queue(10, isAnswer: true)
        answers.queue(1_000_000, isAnswer: false)
        #expect(answers.unsent(whenSent: 0) == 10)
    }

    @Test func anAnswerCountsUntilItsLastByteIsSent() {
        var answers = UnsentAnswers()
        answers.queue(5, isAnswer: false)
        answers.queue(10, isAnswer: true)
        answers.queue(20, isAnswer: true)
        #expect([0, 14, 15, 34, 35, 40].map { answers.unsent(whenSent: $0) } == [30, 30, 20, 20, 0, 0])
    }

    @Test func whatWasSentIsForgottenHoweverManyThereWere() {
        var answers = UnsentAnswers()
        for round in 1...200_000 {
            answers.queue(3, isAnswer: round.isMultiple(of: 2))
            #expect(answers.unsent(whenSent: UInt64(3 * max(0, round - 10))) == 3 * min(round / 2, 5))
        }
    }
}
