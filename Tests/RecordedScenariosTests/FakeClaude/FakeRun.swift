import EventLoop
import JSON
import TestSupport

/// How a process ended; under a name that the testing library does not use as well.
typealias ProcessEnd = ExitStatus

/// One run of the stand-in from the first byte to the last, for faults that break the protocol.
struct FakeRun: Sendable {
    let output: [UInt8]
    let complaint: String
    let status: ExitStatus

    /// The lines of the output, those that are no JSON included.
    var lines: [[UInt8]] { output.split(separator: 0x0A, omittingEmptySubsequences: false).map(Array.init) }

    /// The frames among them.
    var frames: [JSONValue] { lines.compactMap { try? JSONValue(parsing: $0) }.filter { $0.object != nil } }

    var result: JSONValue? { frames.last { $0["type"] == "result" } }

    /// Prompts all at once, then the end of the input.
    static func of(_ prompts: [String], _ arguments: [String] = [], _ variables: [String: String] = [:]) async throws -> FakeRun {
        try await withFake(arguments, variables) { child, _ in
            // It may have been told to leave before it reads anything.
            for prompt in prompts { try? await child.standardInput.write(line(prompt)) }
            child.standardInput.closeWhenDrained()
            return try await finish(child)
        }
    }

    /// Starts the stand-in in folders of its own; ends it whatever happens.
    static func withFake<T: Sendable>(
        _ arguments: [String] = [],
        _ variables: [String: String] = [:],
        _ body: @escaping @Sendable (ChildProcess, String) async throws -> T
    ) async throws -> T {
        try await EventLoopGroup.run(count: 1) { group in
            let loop = group.loops[0]
            return try await within(.seconds(30), of: loop) {
                let home = try AgentHome()
                var command = ProcessCommand(executable: BuiltProgram.path("FakeClaude"), arguments: arguments)
                command.environment = ["CLAUDE_CONFIG_DIR": home.folder + "/config"].merging(variables) { $1 }
                command.workingDirectory = home.folder + "/work"
                let child = try await ChildProcess.spawn(command, on: loop)
                defer {
                    child.send(signal: 9)
                    child.closeStreams()
                }
                return try await body(child, home.folder)
            }
        }
    }

    static func line(_ prompt: String) -> [UInt8] {
        let frame: JSONValue = ["type": "user", "message": ["role": "user", "content": .string(prompt)]]
        return frame.serialized() + [0x0A]
    }

    /// Reads both streams to their ends.
    static func finish(_ child: ChildProcess) async throws -> FakeRun {
        async let output = bytes(of: child.standardOutput)
        async let complaint = bytes(of: child.standardError)
        let (said, complained) = (try await output, try await complaint)
        return FakeRun(output: said, complaint: String(decoding: complained, as: UTF8.self), status: try await child.waitForExit())
    }

    private static func bytes(of stream: ByteStream?) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        while let more = try await stream?.read() { bytes += more }
        return bytes
    }
}
