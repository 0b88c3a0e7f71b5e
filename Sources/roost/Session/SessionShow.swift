import Command
import EventLoop

extension VerbCall {
    /// `roost session show`.
    func sessionShow() async throws {
        let command = try SessionCommand(invocation, loop: loop)
        try await StopSignals.cancelling(on: loop) { try await command.show() }
    }
}
