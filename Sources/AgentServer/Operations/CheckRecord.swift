/// What is known of one check. Pure; times count from a common start.
struct CheckRecord: Sendable {
    /// How long an answer may take.
    let deadline: Duration
    /// How long an answer holds.
    let validity: Duration
    private var began: Duration?
    private var answer: (failure: String?, time: Duration)?

    init(deadline: Duration, validity: Duration) {
        self.deadline = deadline
        self.validity = validity
    }

    /// The check has been asked.
    mutating func begin(_ now: Duration) { began = now }

    /// It has answered: nothing, or what is wrong.
    mutating func end(_ failure: String?, _ now: Duration) {
        began = nil
        answer = (failure, now)
    }

    /// What is wrong by now; `nil` when all is well.
    func failure(_ now: Duration) -> String? {
        if let began, now - began > deadline { return "no answer within \(deadline)" }
        guard let answer else { return "not checked yet" }
        return now - answer.time > validity ? "not checked for \(validity)" : answer.failure
    }
}
