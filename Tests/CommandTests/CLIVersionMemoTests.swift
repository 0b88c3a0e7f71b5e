import ClaudeAgent
import EventLoop
import Glibc
import JSON
import Testing

@testable import Command

@Suite struct CLIVersionMemoTests {
    private let scratch: ScratchFolder
    private let environment: [String: String]
    private let version = CLIVersion(major: 2, minor: 1, patch: 327)

    init() throws {
        scratch = try ScratchFolder()
        environment = ["ROOST_CACHE": "\(scratch.path)/cache"]
    }

    private func entry(_ program: String) -> CLIVersionMemo? { CLIVersionMemo(of: program, environment: environment) }

    /// A file that looks like a program in machine code.
    private func program(_ rest: String) throws -> String { try scratch.file("claude", "\u{7F}ELF\(rest)") }

    @Test func whatAProgramToldIsRememberedForItsFile() throws {
        let path = try program("first")
        #expect(try #require(entry(path)).version == nil)
        try #require(entry(path)).note(version)
        #expect(try #require(entry(path)).version == version)
        #expect(try #require(entry("/bin/sh")).version == nil)
    }

    @Test func aReplacedProgramIsAskedAgain() throws {
        let path = try program("first")
        try #require(entry(path)).note(version)
        Files.removeIfPresent(path)
        _ = try program("second")
        #expect(try #require(entry(path)).version == nil)
    }

    @Test func aScriptIsNeverRemembered() throws {
        #expect(entry(try scratch.script("claude", "echo 2.1.327")) == nil)
        #expect(entry("\(scratch.path)/none") == nil)
        #expect(mkfifo("\(scratch.path)/pipe", 0o600) == 0)
        #expect(entry("\(scratch.path)/pipe") == nil)
    }

    @Test(arguments: ["", "[]", "{\"/bin/sh\": 7}", "\u{0}"])
    func aDamagedMemoIsNone(text: String) throws {
        try scratch.file("cache/claude-versions.json", text)
        let memo = try #require(entry("/bin/sh"))
        #expect(memo.version == nil)
        memo.note(version)
        #expect(memo.version == version)
    }

    @Test func manyProgramsDoNotGrowItWithoutBound() throws {
        for number in 0..<40 {
            let path = try scratch.file("claude-\(number)", "\u{7F}ELF")
            try #require(entry(path)).note(version)
            #expect(try #require(entry(path)).version == version)
        }
        let bytes = try Files.read("\(scratch.path)/cache/claude-versions.json", upTo: 65_536)
        #expect(try JSONValue(parsing: bytes).object.map(\.count) ?? 99 <= 16)
    }

    @Test func aFolderThatCannotBeWrittenToIsNoFault() async throws {
        try scratch.file("cache", "a file")
        let memo = try #require(entry("/bin/sh"))
        memo.note(version)
        #expect(memo.version == nil)
    }

    @Test func aRememberedProgramIsNotAskedAgain() async throws {
        let scratch = scratch
        let environment = environment
        let cli = CLIProgram(path: try scratch.script("claude", "echo 2.1.327"), origin: .path)
        let told = try await EventLoopGroup.run(count: 1) { try await cli.rememberedVersion(on: $0.loops[0], environment: environment) }
        #expect(told == version)
        let native = CLIProgram(path: "/bin/sh", origin: .path)
        try #require(entry("/bin/sh")).note(version)
        let known = try await EventLoopGroup.run(count: 1) { try await native.rememberedVersion(on: $0.loops[0], environment: environment) }
        #expect(known == version)
    }
}
