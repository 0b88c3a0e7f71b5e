import Command
import EventLoop

extension VerbCall {
    /// `roost session prune`.
    func sessionPrune() async throws {
        let command = try SessionCommand(invocation, loop: loop)
        try await StopSignals.cancelling(on: loop) { try await command.prune() }
    }
}
