internal import ClaudeAgent
internal import Synchronization

/// Questions of the CLI that wait for their answers, by the calls they are about.
final class HeldAnswers: Sendable {
    private struct Question {
        var answer: HookOutput?
        var waiter: CheckedContinuation<HookOutput, any Error>?
        var isWithdrawn = false
    }

    private let questions = Mutex<[UInt64: (call: String, question: Question)]>([:])

    /// Waits for the answer to a question about a call.
    ///
    /// - Parameter tell: Called before, with answers to this question taken from then on.
    /// - Throws: What `tell` throws; `CancellationError` once nobody wants the answer any longer.
    func ask(_ call: String, _ tell: () async throws -> Void) async throws -> HookOutput {
        let number = open(call)
        defer { questions.withLock { _ = $0.removeValue(forKey: number) } }
        try await tell()
        return try await wait(number)
    }

    private func open(_ call: String) -> UInt64 {
        questions.withLock { questions in
            let number = (questions.keys.max() ?? 0) + 1
            questions[number] = (call, Question())
            return number
        }
    }

    /// Answers whoever asks about a call.
    func answer(_ call: String, _ output: HookOutput) {
        let waiters = questions.withLock { questions in
            questions.filter { $0.value.call == call && !$0.value.question.isWithdrawn }.keys.compactMap {
                number -> CheckedContinuation<HookOutput, any Error>? in
                questions[number]?.question.answer = output
                defer { questions[number]?.question.waiter = nil }
                return questions[number]?.question.waiter
            }
        }
        for waiter in waiters { waiter.resume(returning: output) }
    }

    private func wait(_ number: UInt64) async throws -> HookOutput {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let known = questions.withLock { questions -> Result<HookOutput, any Error>? in
                    guard let question = questions[number]?.question, !question.isWithdrawn else { return .failure(CancellationError()) }
                    if let answer = question.answer { return .success(answer) }
                    questions[number]?.question.waiter = continuation
                    return nil
                }
                if let known { continuation.resume(with: known) }
            }
        } onCancel: {
            withdraw(number)
        }
    }

    private func withdraw(_ number: UInt64) {
        let waiter = questions.withLock { questions -> CheckedContinuation<HookOutput, any Error>? in
            guard let question = questions[number]?.question, question.answer == nil else { return nil }
            questions[number]?.question.isWithdrawn = true
            questions[number]?.question.waiter = nil
            return question.waiter
        }
        waiter?.resume(throwing: CancellationError())
    }
}
