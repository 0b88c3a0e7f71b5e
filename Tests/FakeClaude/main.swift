import Glibc

// A line to a host that has gone must not end the program: the real one runs its turn to the end.
signal(SIGPIPE, SIG_IGN)

let arguments = CommandLine.arguments
if arguments.dropFirst().first == Descendants.marker {
    Descendants.live(arguments)
}
let options: Options
do {
    options = try Options(Array(arguments.dropFirst()))
} catch {
    Output.standardError(error.message + "\n")
    exit(1)
}
if options.asksForVersion {
    Output.standardOutput.write(Array("\(Release.version) (Claude Code)\n".utf8))
    exit(0)
}
let program = Program(options: options, environment: Environment())
exit(program.run())
