import Command
import EventLoop

extension VerbCall {
    /// `roost cli install [--wheel FILE]`.
    func cliInstall() async throws {
        let cache = try await pinnedCache()
        let installer = CLIInstaller(cache, environment: invocation.environment, loop: loop) { StandardStream.error.say("roost: \($0)") }
        let wheel = invocation.values.text(.wheel)
        try await StopSignals.cancelling(on: loop) { try await installer.install(wheel: wheel) }
    }

    /// Where the pinned claude belongs.
    func pinnedCache() async throws -> CLICache {
        let values = invocation.values
        return try await BlockingExecutor.shared.run { try CLICache.pinned(values) }
    }
}
