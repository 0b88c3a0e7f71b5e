import Command
import EventLoop
import Glibc

/// The program: reads its command line, does the verb, exits with the verb's status.
@main struct Roost {
    static func main() async {
        StandardDescriptors.fill()
        signal(SIGPIPE, SIG_IGN)
        exit(await status().number)
    }

    private static func status() async -> ExitCode {
        do {
            try Orphans.adopt()
            let arguments = Array(CommandLine.arguments.dropFirst())
            let invocation = try Invocation(arguments: arguments, environment: try ProcessEnvironment.read())
            try await EventLoopGroup.run(count: invocation.verb.name == .serve ? ProcessorCount.loops : 1) { group in
                try await VerbCall(invocation: invocation, group: group).perform()
            }
            return .success
        } catch {
            return report(CommandError(error))
        }
    }

    private static func report(_ error: CommandError) -> ExitCode {
        StandardStream.error.say(error.line)
        return error.code
    }
}
