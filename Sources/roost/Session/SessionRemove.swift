import Command
import EventLoop

extension VerbCall {
    /// `roost session rm`.
    func sessionRemove() async throws {
        let command = try SessionCommand(invocation, loop: loop)
        try await StopSignals.cancelling(on: loop) { try await command.remove() }
    }
}
