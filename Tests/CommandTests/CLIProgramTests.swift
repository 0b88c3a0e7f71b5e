import ClaudeAgent
import EventLoop
import Testing

@testable import Command

@Suite struct CLIProgramTests {
    private func values(_ environment: [String: String]) -> SettingValues { SettingValues(flags: [:], environment: environment) }

    /// Puts a program with its record where the pinned one belongs.
    private func pin(_ scratch: ScratchFolder, record: String? = nil) throws -> String {
        let lock = try CLILock(parsing: CLILock.builtIn)
        let folder = "cache/claude/\(lock.version)-\(lock.architecture)"
        try scratch.file("\(folder)/claude.sha256", "\(record ?? lock.programHash ?? "")  claude\n")
        return try scratch.script("\(folder)/claude", "exit 0")
    }

    @Test func theOrderIsVariableThenPinnedThenPath() throws {
        let scratch = try ScratchFolder()
        let named = try scratch.script("named", "exit 0")
        let inPath = try scratch.script("bin/claude", "exit 0")
        var environment = ["ROOST_CACHE": "\(scratch.path)/cache", "PATH": "/nonexistent:relative:\(scratch.path)/bin"]
        #expect(try CLIProgram.locate(values(environment)) == CLIProgram(path: inPath, origin: .path))
        let pinned = try pin(scratch)
        #expect(try CLIProgram.locate(values(environment)) == CLIProgram(path: pinned, origin: .pinned))
        environment["ROOST_CLAUDE"] = named
        #expect(try CLIProgram.locate(values(environment)) == CLIProgram(path: named, origin: .variable))
    }

    @Test func withoutAnyTheInstallIsNamed() throws {
        let scratch = try ScratchFolder()
        #expect { try CLIProgram.locate(values(["ROOST_CACHE": scratch.path, "PATH": scratch.path])) } throws: { error in
            guard let error = error as? CommandError else { return false }
            return error.code == .unavailable && error.message.contains("Run: roost cli install")
        }
        #expect(throws: CommandError.self) { try CLIProgram.locate(values([:])) }
    }

    @Test(arguments: ["/nonexistent", "relative", "/tmp"])
    func aNamedProgramMustBeOne(path: String) {
        #expect { try CLIProgram.locate(values(["ROOST_CLAUDE": path, "PATH": "/bin"])) } throws: { error in
            (error as? CommandError)?.message.contains("ROOST_CLAUDE is \"\(path)\"") == true
        }
    }

    @Test func aPinnedProgramWithAnotherRecordIsNotPassedOver() throws {
        let scratch = try ScratchFolder()
        _ = try pin(scratch, record: String(repeating: "0", count: 64))
        _ = try scratch.script("bin/claude", "exit 0")
        #expect(throws: CommandError.self) {
            try CLIProgram.locate(values(["ROOST_CACHE": "\(scratch.path)/cache", "PATH": "\(scratch.path)/bin"]))
        }
    }

    @Test(arguments: [("echo '2.1.248 (Claude Code)'", true), ("echo 2.1.247", false), ("echo 1.0.128", false), ("echo 3.0.0", true)])
    func anOldProgramIsRefusedWithItsVersion(body: String, isFine: Bool) async throws {
        let scratch = try ScratchFolder()
        let cli = CLIProgram(path: try scratch.script("claude", body), origin: .path)
        let version = try await EventLoopGroup.run(count: 1) { try await cli.version(on: $0.loops[0], environment: [:]) }
        guard !isFine else { return try cli.check(version) }
        #expect { try cli.check(version) } throws: { error in
            guard let error = error as? CommandError else { return false }
            return error.code == .unavailable && error.message.contains("claude \(version)") && error.message.contains("2.1.248")
        }
    }

    @Test(arguments: ["exit 3", "echo hello", "echo 2.1.327; exit 1"])
    func aProgramThatIsNoClaudeIsRefused(body: String) async throws {
        let scratch = try ScratchFolder()
        let cli = CLIProgram(path: try scratch.script("claude", body), origin: .variable)
        await #expect(throws: CommandError.self) {
            try await EventLoopGroup.run(count: 1) { try await cli.version(on: $0.loops[0], environment: [:]) }
        }
    }

    @Test func theGuardianIsNamedOrBesideOrInPath() throws {
        let scratch = try ScratchFolder()
        let named = try scratch.script("named", "exit 0")
        let inPath = try scratch.script("bin/roost-guardian", "exit 0")
        var environment = ["PATH": "\(scratch.path)/bin"]
        #expect(throws: CommandError.self) { try ProgramSearch.guardian(values([:]), beside: "\(scratch.path)/roost") }
        #expect(try ProgramSearch.guardian(values(environment), beside: "\(scratch.path)/roost") == inPath)
        let neighbour = try scratch.script("roost-guardian", "exit 0")
        #expect(try ProgramSearch.guardian(values(environment), beside: "\(scratch.path)/roost") == neighbour)
        environment["ROOST_GUARDIAN"] = named
        #expect(try ProgramSearch.guardian(values(environment), beside: "\(scratch.path)/roost") == named)
    }
}
