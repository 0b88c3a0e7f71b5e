import EventLoop
import Glibc
import TestSupport
import Testing

/// The built `roost serve`, started by a shell script.
struct Serve: Sendable {
    let child: ChildProcess
    /// What it said until it listened.
    let said: String

    /// Runs `script`, in which `"$@"` is the server, calls `body` once it listens, and asks it to end. Gives whether it ended well.
    static func run(
        _ script: String = #"exec "$@""#,
        _ arguments: [String] = [],
        _ more: [String: String] = [:],
        _ body: @escaping @Sendable (Serve) async throws -> Void
    ) async throws -> Bool {
        try await withTemporaryFolder { folder in
            try await EventLoopGroup.run(count: 1) { group in
                let serve =
                    [Program.path, "serve", "--model-stub", "--data", "\(folder)/data", "--port", "0", "--admin", "off"] + arguments
                var command = ProcessCommand(executable: "/bin/sh", arguments: ["-c", script, "sh"] + serve)
                command.environment = Program.environment.merging(more) { $1 }
                let child = try await ChildProcess.spawn(command, on: group.loops[0])
                defer { child.closeStreams() }
                do {
                    try await body(Serve(child: child, said: try await untilListening(child)))
                } catch {
                    child.send(signal: SIGKILL)
                    _ = await child.exitStatus(within: .seconds(10))
                    throw error
                }
                child.send(signal: SIGTERM)
                return await child.exitStatus(within: .seconds(60)) == .exited(0)
            }
        }
    }

    private static func untilListening(_ child: ChildProcess) async throws -> String {
        var said = ""
        while !said.contains("info listening"), let bytes = try await child.standardError?.read() {
            said += String(decoding: bytes, as: UTF8.self)
        }
        try #require(said.contains("info listening"), "\(said)")
        return said
    }
}
