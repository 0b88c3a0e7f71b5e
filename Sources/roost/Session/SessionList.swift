import Command
import EventLoop

extension VerbCall {
    /// `roost session ls`.
    func sessionList() async throws {
        let command = try SessionCommand(invocation, loop: loop)
        try await StopSignals.cancelling(on: loop) { try await command.list() }
    }
}
