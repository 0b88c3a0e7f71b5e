import Command
import EventLoop

extension VerbCall {
    /// `roost cli path`.
    func cliPath() async throws {
        let cache = try await pinnedCache()
        try await BlockingExecutor.shared.run { try cache.checkRecord() }
        try StandardStream.output.line(cache.program)
    }
}
