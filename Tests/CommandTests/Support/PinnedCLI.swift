import EventLoop

@testable import Command

/// A lock file, a wheel and a cache of one test, with a shell script as the program.
struct PinnedCLI: Sendable {
    let scratch: ScratchFolder
    let wheel: String
    let cache: CLICache
    let environment: [String: String]

    static let program = "#!/bin/sh\necho '2.1.999 (Claude Code)'\n"

    /// Makes the wheel with Python; `member` is where the program lies in it.
    init(member: String = "claude_agent_sdk/_bundled/claude", programHash: String? = nil, on loop: EventLoop) async throws {
        let scratch = try ScratchFolder()
        let wheel = "\(scratch.path)/given.whl"
        let program = try scratch.file("program", Self.program)
        let code = "import sys, zipfile; zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED).write(sys.argv[2], sys.argv[3])"
        let path = try ProcessEnvironment.read()["PATH"] ?? ""
        let python = ProgramSearch.find("python3", in: path) ?? "/usr/bin/python3"
        let outcome = try await Tool(python, ["-c", code, wheel, program, member], ["PATH": path], limit: .seconds(30)).run(on: loop)
        guard outcome.status.isSuccess else { throw CommandError(.software, outcome.errorOutput) }
        let lines = """
            # cli-version: 2.1.999
            # cli-sha256-x86_64: \(try programHash ?? FileHash.of(program))
            claude-agent-sdk==9.9.9 ; platform_machine == "x86_64" --hash=sha256:\(try FileHash.of(wheel))

            """
        let lock = try CLILock(parsing: Array(lines.utf8), architecture: "x86_64")
        self.scratch = scratch
        self.wheel = wheel
        environment = ["ROOST_CACHE": "\(scratch.path)/cache", "PATH": path]
        cache = try CLICache(lock, environment: environment)
    }

    func installer(on loop: EventLoop, environment: [String: String]? = nil, say: @escaping @Sendable (String) -> Void = { _ in })
        -> CLIInstaller
    {
        CLIInstaller(cache, environment: environment ?? self.environment, loop: loop, say: say)
    }

    /// What the cache's folder holds.
    var entries: [String] { Files.entries(of: cache.folder) }
}
