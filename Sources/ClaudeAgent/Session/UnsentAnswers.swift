/// How much of what has been queued for the CLI are answers to its own requests that it has not taken yet. Pure.
struct UnsentAnswers: Sendable {
    private struct Answer {
        /// Where it ends among all bytes ever queued.
        let end: UInt64
        let count: Int
    }

    private var queued: UInt64 = 0
    private var answers: [Answer] = []
    /// The first of them that is not sent.
    private var first = 0
    private var total = 0

    /// Takes note of a line.
    mutating func queue(_ count: Int, isAnswer: Bool) {
        queued += UInt64(count)
        guard isAnswer else { return }
        answers.append(Answer(end: queued, count: count))
        total += count
    }

    /// Bytes of the answers that are not sent whole when `sent` bytes of all have been.
    mutating func unsent(whenSent sent: UInt64) -> Int {
        while first < answers.count, answers[first].end <= sent {
            total -= answers[first].count
            first += 1
        }
        // Seldom enough that the moves cost less than the lines did.
        if first > answers.count / 2 {
            answers.removeFirst(first)
            first = 0
        }
        return total
    }
}
