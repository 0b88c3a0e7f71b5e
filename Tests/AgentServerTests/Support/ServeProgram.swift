import EventLoop
import TestSupport
import Testing

@testable import AgentServer

/// `roost serve` as a program of its own, which can be killed.
struct ServeProgram: Sendable {
    let server: TestServer
    private let child: ChildProcess
    /// Read to the end, so that a talkative server never waits for us.
    private let talk: ByteTail

    /// Starts it on a data folder, calls `body`, and asks it to end if it has not.
    static func run<T: Sendable>(
        in bench: Workbench,
        claude: String,
        _ arguments: [String] = [],
        _ body: @escaping @Sendable (ServeProgram) async throws -> T
    ) async throws -> T {
        try await EventLoopGroup.run(count: 1) { group in
            let loop = group.loops[0]
            var command = ProcessCommand(
                executable: BuiltPrograms.roost,
                arguments: ["serve", "--model-stub", "--data", bench.data, "--port", "0", "--admin", "off"]
                    + (arguments.contains("--spares") ? [] : ["--spares", "0"]) + arguments,
                environment: [
                    "PATH": "/usr/bin:/bin", "HOME": bench.path, "ROOST_CLAUDE": claude, "ROOST_GUARDIAN": BuiltPrograms.guardian,
                ]
            )
            command.pipesStandardError = true
            let child = try await ChildProcess.spawn(command, on: loop)
            defer { child.closeStreams() }
            do {
                let server = TestServer(bench, try await address(child), LogCatcher(), loop)
                let program = ServeProgram(server: server, child: child, talk: ByteTail(of: try #require(child.standardError), limit: 4096))
                let value = try await body(program)
                _ = try await program.terminate()
                return value
            } catch {
                try await end(child)
                throw error
            }
        }
    }

    /// What it says about where it listens.
    private static func address(_ child: ChildProcess) async throws -> SocketAddress {
        var said = ""
        while let bytes = try await child.standardError?.read() {
            said += String(decoding: bytes, as: UTF8.self)
            guard let start = said.firstRange(of: "address=127.0.0.1:"), said[start.upperBound...].contains(where: \.isWhitespace) else {
                continue
            }
            let port = said[start.upperBound...].prefix { $0.isNumber }
            return .ipv4(host: "127.0.0.1", port: try #require(Int(port)))
        }
        throw ServerError(.noResult, "roost serve did not start: \(said)")
    }

    /// Ends it as a failing machine would.
    func kill() async throws { try await Self.end(child) }

    /// How many descriptors it has open.
    var descriptors: Int { Files.entries(of: "/proc/\(child.pid)/fd").count }

    /// How many threads it has.
    var threads: Int { Files.entries(of: "/proc/\(child.pid)/task").count }

    /// How many bytes of its memory are resident.
    var residentBytes: Int {
        let line = ProcessScan.text(of: "/proc/\(child.pid)/status").split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        return (line?.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) } ?? 0) * 1024
    }

    /// Asks it to end, and says whether it did so well.
    func terminate() async throws -> Bool {
        child.send(signal: 15)
        return try await child.waitForExit() == .exited(0)
    }

    private static func end(_ child: ChildProcess) async throws {
        child.send(signal: 9)
        _ = try await child.waitForExit()
    }
}
