import Command
import EventLoop

extension VerbCall {
    /// `roost version`: this program's, and that of the claude it would use.
    func version() async throws {
        try StandardStream.output.line("roost \(ProgramVersion.current)")
        let values = invocation.values
        do {
            let cli = try await BlockingExecutor.shared.run { try CLIProgram.locate(values) }
            let version = try await cli.version(on: loop, environment: values.environment)
            try StandardStream.output.line("claude \(version) (\(cli.origin.rawValue)) \(cli.path)")
            try cli.check(version)
        } catch let error as CommandError {
            StandardStream.error.say("roost: \(error.message)")
        }
    }
}
