import EventLoop
import Glibc
import Synchronization
import Testing

@testable import Command

@Suite struct CLIInstallerTests {
    private func withPin(
        member: String = "claude_agent_sdk/_bundled/claude",
        programHash: String? = nil,
        _ body: @Sendable (PinnedCLI, EventLoop) async throws -> Void
    ) async throws {
        try await EventLoopGroup.run(count: 1) { group in
            try await body(try await PinnedCLI(member: member, programHash: programHash, on: group.loops[0]), group.loops[0])
        }
    }

    @Test func aWheelBecomesTheProgramWithItsRecord() async throws {
        try await withPin { pin, loop in
            try await pin.installer(on: loop).install(wheel: pin.wheel)
            #expect(pin.entries == [".lock", "claude", "claude.sha256"])
            try pin.cache.checkRecord()
            try pin.cache.checkProgram()
            #expect(
                String(decoding: try Files.read(pin.cache.record, upTo: 100), as: UTF8.self)
                    == "\(pin.cache.lock.programHash ?? "")  claude\n"
            )
            let version = try await CLIProgram(path: pin.cache.program, origin: .pinned).version(on: loop, environment: pin.environment)
            #expect("\(version)" == "2.1.999")
            #expect(Files.exists(pin.wheel))
        }
    }

    @Test func aSecondInstallFindsItsWorkDone() async throws {
        try await withPin { pin, loop in
            try await pin.installer(on: loop).install(wheel: pin.wheel)
            let said = Mutex<[String]>([])
            try await pin.installer(on: loop) { line in said.withLock { $0.append(line) } }.install(wheel: nil)
            #expect(said.withLock { $0 } == ["claude 2.1.999 (x86_64) is already there: \(pin.cache.program)"])
        }
    }

    @Test func installsSideBySideWaitForEachOther() async throws {
        try await withPin { pin, loop in
            try Files.makeFolder(pin.cache.folder)
            let holder = Mutex<FileLock?>(try FileLock(path: pin.cache.lockFile))
            let (waits, continuation) = AsyncStream<Void>.makeStream()
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask {
                    try await pin.installer(on: loop) { if $0.contains("waiting for it") { continuation.yield() } }.install(
                        wheel: pin.wheel
                    )
                }
                for await _ in waits { break }
                #expect(!Files.exists(pin.cache.program))
                holder.withLock { $0 = nil }
                try await tasks.waitForAll()
            }
            try pin.cache.checkProgram()
        }
    }

    @Test func aWrongWheelIsRefusedWithBothHashesBeforeAnythingElse() async throws {
        try await withPin { pin, loop in
            let wrong = try pin.scratch.file("wrong.whl", "no wheel")
            let error = await #expect(throws: CommandError.self) { try await pin.installer(on: loop).install(wheel: wrong) }
            #expect(error?.code == .data)
            let got = try FileHash.of(wrong)
            #expect(error?.message.contains(pin.cache.lock.wheelHash) == true && error?.message.contains(got) == true)
            #expect(!Files.exists(pin.cache.folder))
        }
    }

    @Test func aWrongProgramInTheRightWheelIsRefusedAndNothingIsKept() async throws {
        try await withPin(programHash: String(repeating: "0", count: 64)) { pin, loop in
            let error = await #expect(throws: CommandError.self) { try await pin.installer(on: loop).install(wheel: pin.wheel) }
            #expect(error?.message.contains(String(repeating: "0", count: 64)) == true)
            #expect(pin.entries == [".lock"])
        }
    }

    @Test func aWheelWithoutTheProgramIsRefusedAndNothingIsKept() async throws {
        try await withPin(member: "claude_agent_sdk/other") { pin, loop in
            let error = await #expect(throws: CommandError.self) { try await pin.installer(on: loop).install(wheel: pin.wheel) }
            #expect(error?.code == .data && error?.message.contains("could not unpack") == true)
            #expect(pin.entries == [".lock"])
        }
    }

    @Test func aTamperedProgramIsFoundAndReplaced() async throws {
        try await withPin { pin, loop in
            try await pin.installer(on: loop).install(wheel: pin.wheel)
            Files.removeIfPresent(pin.cache.program)
            try Files.writePrivately(Array("#!/bin/sh\nevil\n".utf8), to: pin.cache.program)
            chmod(pin.cache.program, 0o755)
            try pin.cache.checkRecord()
            #expect(throws: CommandError.self) { try pin.cache.checkProgram() }
            try await pin.installer(on: loop).install(wheel: pin.wheel)
            try pin.cache.checkProgram()
        }
    }

    @Test func pythonOpensTheWheelWhereUnzipIsMissing() async throws {
        try await withPin { pin, loop in
            let python = try #require(ProgramSearch.find("python3", in: pin.environment["PATH"]))
            let link = try pin.scratch.script("bin/python3", "PATH='\(pin.environment["PATH"] ?? "")' exec \(python) \"$@\"")
            let path = String(link.dropLast("/python3".count))
            try await pin.installer(on: loop, environment: ["PATH": path]).install(wheel: pin.wheel)
            try pin.cache.checkProgram()
        }
    }

    @Test func withoutPipTheWayOutIsTold() async throws {
        try await withPin { pin, loop in
            let error = await #expect(throws: CommandError.self) {
                try await pin.installer(on: loop, environment: ["PATH": pin.scratch.path]).install(wheel: nil)
            }
            #expect(error?.code == .unavailable && error?.message.contains("--wheel FILE") == true)
            #expect(pin.entries == [".lock"])
        }
    }

    /// A pip that copies the wheel, after it has written down how it was called and what it was given.
    private func fakePip(_ pin: PinnedCLI, _ body: String) throws -> [String: String] {
        let script = """
            [ "$1" = --version ] && exit 0
            env > \(pin.scratch.path)/env
            while [ $# -gt 0 ]; do case $1 in --dest) dest=$2;; --log) log=$2;; --requirement) cp "$2" \(pin.scratch.path)/requirement;; esac; shift; done
            \(body)
            """
        let path = try pin.scratch.script("bin/pip3", script)
        let tools = "\(path.dropLast("/pip3".count)):/usr/bin:/bin"
        // A python3 in front that is no python, as on a machine without pip's module.
        _ = try pin.scratch.script("bin/python3", "exit 1")
        return ["PATH": tools, "ANTHROPIC_API_KEY": "sk-ant-secret", "PIP_INDEX_URL": "https://mirror.example/simple"]
    }

    @Test func theWheelIsFetchedWithThePersonsOwnPip() async throws {
        try await withPin { pin, loop in
            let environment = try fakePip(pin, "cp \(pin.wheel) \"$dest/claude_agent_sdk-9.9.9-py3-none-any.whl\"")
            try await pin.installer(on: loop, environment: environment).install(wheel: nil)
            try pin.cache.checkProgram()
            #expect(pin.entries == [".lock", "claude", "claude.sha256"])
            let requirement = String(decoding: try Files.read("\(pin.scratch.path)/requirement", upTo: 1000), as: UTF8.self)
            #expect(requirement == "claude-agent-sdk==9.9.9 --hash=sha256:\(pin.cache.lock.wheelHash)\n")
            let given = String(decoding: try Files.read("\(pin.scratch.path)/env", upTo: 100_000), as: UTF8.self)
            #expect(given.contains("PIP_INDEX_URL=https://mirror.example/simple") && !given.contains("sk-ant-secret"))
        }
    }

    @Test(arguments: [
        ("echo 'THESE PACKAGES DO NOT MATCH THE HASHES' > \"$log\"; exit 1", "not the pinned one", ExitCode.data),
        ("echo 'No space left on device' > \"$log\"; exit 1", "disk filled up", .io), ("exit 1", "could not download", .unavailable),
        ("echo other >\"$dest/claude_agent_sdk-9.9.9-py3-none-any.whl\"", "not the pinned one", .data),
    ])
    func pipsFailureIsTold(body: String, words: String, code: ExitCode) async throws {
        try await withPin { pin, loop in
            let environment = try fakePip(pin, body)
            let error = await #expect(throws: CommandError.self) {
                try await pin.installer(on: loop, environment: environment).install(wheel: nil)
            }
            #expect(error?.code == code && error?.message.contains(words) == true)
            #expect(pin.entries == [".lock"])
        }
    }
}
