import Command
import EventLoop

extension VerbCall {
    /// `roost cli verify`.
    func cliVerify() async throws {
        let cache = try await pinnedCache()
        try await BlockingExecutor.shared.run { try cache.checkProgram() }
        StandardStream.error.say("roost: claude \(cache.lock.version) (\(cache.lock.architecture)) is genuine: \(cache.program)")
    }
}
