import ClaudeAgent
import TestSupport
import Testing

@testable import AgentServer

@Suite(.timeLimit(.minutes(1))) struct HeldAnswersTests {
    @Test func anAnswerReachesWhoeverAsks() async throws {
        let held = HeldAnswers()
        let output = try await held.ask("call") { held.answer("call", HookOutput()) }
        #expect(output == HookOutput())
    }

    @Test func anAnswerToAQuestionThatIsWithdrawnThisMomentReachesNobody() async {
        for _ in 0..<200 {
            let (held, isAsked) = (HeldAnswers(), Shared(false))
            let task = Task { try await held.ask("call") { isAsked.change { $0 = true } } }
            _ = await eventually { isAsked.value }
            await Task.yield()
            task.cancel()
            held.answer("call", HookOutput())
            await #expect(throws: CancellationError.self) { try await task.value }
        }
    }
}
