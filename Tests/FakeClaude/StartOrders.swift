import Glibc
import JSON

/// The orders that come before any prompt: from `FAKE_CLAUDE_MODE`, from the command line (a system prompt, say), and from what an
/// earlier run of the same config folder left for this one.
enum StartOrders {
    static func follow(_ program: Program) throws {
        for directive in directives(of: program) {
            guard let mode = StartModes.all[directive.mode] else {
                program.standingOrders.append(directive)
                continue
            }
            if mode.isForInitialize {
                program.initializeOrders.append((mode, directive.arguments))
            } else {
                try mode.run(program, directive.arguments)
            }
        }
        _ = try TurnModes.orders(in: program.standingOrders)
    }

    /// What was ordered for the time between the host's `initialize` and its answer.
    static func whileInitializing(_ program: Program) throws {
        let orders = program.initializeOrders
        program.initializeOrders = []
        for order in orders { try order.mode.run(program, order.arguments) }
    }

    /// Leaves an order for the next start with this config folder.
    static func leave(_ order: String, in program: Program) throws(Misuse) {
        guard let path = path(of: program) else { throw Misuse(message: "next-start needs CLAUDE_CONFIG_DIR") }
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        Output(descriptor: file).write(Array(order.utf8))
        close(file)
    }

    private static func directives(of program: Program) -> [Directive] {
        let left = path(of: program).map { String(decoding: Transcript.contents(of: $0), as: UTF8.self) } ?? ""
        if let path = path(of: program) { unlink(path) }
        return Directive.all(inVariable: program.environment["FAKE_CLAUDE_MODE"] ?? "")
            + program.options.all.flatMap { Directive.all(in: $0) }
            + promptFiles(of: program).flatMap { Directive.all(in: $0) }
            + Directive.all(inVariable: left)
    }

    /// The system prompts that the command line names as files.
    private static func promptFiles(of program: Program) -> [String] {
        let paths = ["system-prompt-file", "append-system-prompt-file"].compactMap { program.options.value($0) }
        return paths.map { String(decoding: Transcript.contents(of: $0), as: UTF8.self) }
    }

    private static func path(of program: Program) -> String? {
        program.environment.configFolder.map { $0 + "/fake-next-start" }
    }
}
