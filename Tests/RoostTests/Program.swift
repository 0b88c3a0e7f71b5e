import EventLoop
import Glibc
import TestSupport
import Testing

/// The built `roost`, called as people call it.
enum Program {
    /// What a call came to.
    struct Outcome: Sendable {
        let code: Int32
        let output: String
        let talk: String

        /// What it said, without the lines that tell activity.
        var lines: [String] { talk.split(separator: "\n").map(String.init) }
    }

    static let path = BuiltProgram.path("roost")

    /// What a person's machine has: programs, a home, and the pinned claude.
    static var environment: [String: String] {
        var variables: [String: String] = [:]
        for name in ["PATH", "HOME", "ROOST_CLAUDE", "ROOST_CACHE", "XDG_CACHE_HOME"] {
            if let value = getenv(name) { variables[name] = String(cString: value) }
        }
        return variables
    }

    /// Runs `roost` to its end and gives what it said.
    static func run(
        _ arguments: [String],
        _ more: [String: String] = [:],
        environment: [String: String] = environment,
        input: String = "",
        closesInput: Bool = true,
        limit: Duration = .seconds(60)
    ) async throws -> Outcome {
        try await EventLoopGroup.run(count: 1) { group in
            var command = ProcessCommand(executable: path, arguments: arguments)
            command.environment = environment.merging(more) { $1 }
            let child = try await ChildProcess.spawn(command, on: group.loops[0])
            let output = ByteTail(of: child.standardOutput, limit: 1 << 20)
            let talk = ByteTail(of: try #require(child.standardError), limit: 1 << 20)
            if !input.isEmpty { try await child.standardInput.write(Array(input.utf8)) }
            if closesInput { child.standardInput.closeWhenDrained() }
            let status = await child.exitStatus(within: limit)
            if status == nil { child.send(signal: SIGKILL) }
            let code: Int32 =
                switch status {
                case .exited(let code): code
                case .signalled(let number): -number
                case nil: -1000
                }
            let outcome = Outcome(
                code: code,
                output: await output.text(within: .seconds(5)),
                talk: await talk.text(within: .seconds(5))
            )
            child.closeStreams()
            return outcome
        }
    }
}
