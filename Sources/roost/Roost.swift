import Command
import EventLoop
import Glibc

/// The program: reads its command line, does the verb, exits with the verb's status.
@main struct Roost {
    static func main() async {
        signal(SIGPIPE, SIG_IGN)
        exit(await status().number)
    }

    private static func status() async -> ExitCode {
        do {
            let arguments = Array(CommandLine.arguments.dropFirst())
            let invocation = try Invocation(arguments: arguments, environment: try ProcessEnvironment.read())
            try await EventLoopGroup.run(count: invocation.verb.name == .serve ? Machine.loops : 1) { group in
                try await VerbCall(invocation: invocation, group: group).perform()
            }
            return .success
        } catch {
            return report(CommandError(error))
        }
    }

    private static func report(_ error: CommandError) -> ExitCode {
        // The line of a missing prompt and of a failed turn begin as the image's contract has them.
        let isWhole = error.code == .missingPrompt || error is TurnFailure
        StandardStream.error.say(isWhole ? error.message : "roost: \(error.message)")
        return error.code
    }
}
