import BrokenServer
import EventLoop
import Glibc
import TestSupport
import Testing

/// The built `contract` program.
@Suite struct CommandTests {
    private static let program = BuiltProgram.path("contract")

    private struct Outcome: Sendable {
        let output: String
        let complaint: String
        /// The exit code; nil when a signal ended it.
        let status: Int32?
    }

    private static func run(_ arguments: [String]) async throws -> Outcome {
        try await EventLoopGroup.run(count: 1) { group in
            var command = ProcessCommand(executable: program, arguments: arguments, environment: [:])
            command.pipesStandardError = true
            let child = try await ChildProcess.spawn(command, on: group.loops[0])
            child.standardInput.close()
            async let output = text(of: child.standardOutput)
            async let complaint = text(of: child.standardError)
            let (written, complained) = try await (output, complaint)
            guard case .exited(let code) = try await child.waitForExit() else {
                return Outcome(output: written, complaint: complained, status: nil)
            }
            return Outcome(output: written, complaint: complained, status: code)
        }
    }

    private static func text(of stream: ByteStream?) async throws -> String {
        var bytes: [UInt8] = []
        while let piece = try await stream?.read() { bytes += piece }
        stream?.close()
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func check(_ fault: Fault?, _ arguments: [String]) async throws -> Outcome {
        var configuration = BrokenServer.Configuration()
        configuration.fault = fault
        return try await BrokenServer.run(configuration) { url in try await run([url] + arguments) }
    }

    @Test func allPassedIsZeroWithALineEach() async throws {
        let outcome = try await Self.check(nil, ["--only", "F005,F018"])
        #expect(outcome.status == 0)
        #expect(outcome.output.split(separator: "\n").map { String($0.prefix(9)) }.sorted() == ["F005 pass", "F018 pass"])
    }

    @Test func aFailureIsOneWithItsReason() async throws {
        let outcome = try await Self.check(.healthSaysMore, ["--only", "F005", "--json"])
        #expect(outcome.status == 1)
        #expect(outcome.output.contains(#""verdict":"fail""#) && outcome.output.contains("uptime"))
    }

    @Test func noServerIsUnavailable() async throws {
        let url = try await BrokenServer.run(BrokenServer.Configuration()) { $0 }
        let outcome = try await Self.run([url])
        #expect(outcome.status == EX_UNAVAILABLE)
        #expect(outcome.complaint.contains(url) && outcome.output.isEmpty)
    }

    @Test(arguments: [
        [], ["ftp://127.0.0.1:1"], ["http://127.0.0.1:1", "http://127.0.0.1:1"], ["http://127.0.0.1:1", "--only", "F999"],
        ["http://127.0.0.1:1", "--only", "F019"], ["http://127.0.0.1:1", "--only"], ["http://127.0.0.1:1", "--nonsense", "1"],
        ["http://127.0.0.1:1", "--heartbeat", "0"], ["http://127.0.0.1:1", "--concurrency", "none"],
        ["http://127.0.0.1:1", "--phase", "before"],
        ["http://127.0.0.1:1", "--state", "/tmp/x"], ["http://127.0.0.1:1", "--phase", "later", "--state", "/tmp/x"],
    ]) func nonsenseIsAUsageError(arguments: [String]) async throws {
        let outcome = try await Self.run(arguments)
        #expect(outcome.status == EX_USAGE)
        #expect(outcome.complaint.contains("usage: contract") || outcome.complaint.contains("base URL"))
    }

    @Test func theRestartCheckGoesThroughItsFile() async throws {
        let file = "/tmp/roost-contract-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        defer { unlink(file) }
        let memory = Memory()
        var configuration = BrokenServer.Configuration()
        configuration.token = "a-token"
        let options = ["--token", "a-token", "--state", file]
        let before = try await BrokenServer.run(configuration, memory: memory) { try await Self.run([$0, "--phase", "before"] + options) }
        let after = try await BrokenServer.run(configuration, memory: memory) { try await Self.run([$0, "--phase", "after"] + options) }
        #expect(before.status == 0 && after.status == 0)
        let lost = try await BrokenServer.run(configuration) { try await Self.run([$0, "--phase", "after"] + options) }
        #expect(lost.status == 1)
    }

    @Test func aMissingStateFileIsNamed() async throws {
        let outcome = try await Self.check(nil, ["--phase", "after", "--state", "/tmp/roost-contract-none/state"])
        #expect(outcome.status == EX_DATAERR)
        #expect(outcome.complaint.contains("/tmp/roost-contract-none/state"))
    }
}
