import Command
import EventLoop

extension VerbCall {
    /// `roost health`: quiet when the server is well.
    func health() async throws {
        let invocation = invocation
        try await BlockingExecutor.shared.run { try HealthCheck(invocation) }.run(on: loop)
    }
}
