import EventLoop
import Testing

@Suite struct ChildProcessTests {
    private func shell(_ script: String) -> ProcessCommand {
        ProcessCommand(executable: "/bin/sh", arguments: ["-c", script], environment: ["PATH": "/usr/bin:/bin", "MARK": "x y"])
    }

    private func output(of child: ChildProcess) async throws -> String {
        var bytes: [UInt8] = []
        while let more = try await child.standardOutput.read() { bytes += more }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func inputOutputAndExitCodeCrossThePipes() async throws {
        try await withLoop { loop in
            let child = try await ChildProcess.spawn(shell("cat; echo \"$MARK\"; exit 7"), on: loop)
            try await child.standardInput.write(Array("hello ".utf8))
            child.standardInput.closeWhenDrained()
            #expect(try await output(of: child) == "hello x y\n")
            #expect(try await child.waitForExit() == .exited(7))
            child.closeStreams()
        }
    }

    @Test(arguments: [false, true]) func aLockIsHeldUntilTheChildHasGoneToo(hasControl: Bool) async throws {
        try await withLoop { loop in
            let path = "/tmp/roost-lock-\(UInt64.random(in: 0...UInt64.max))"
            defer { Files.removeIfPresent(path) }
            var command = shell("readlink /proc/self/fd/4; readlink /proc/self/fd/5; cat")
            command.opensControlSocket = hasControl
            command.lock = try FileLock.unsigned(path: path)
            let child = try await ChildProcess.spawn(command, on: loop)
            command.lock = nil
            var lines = ByteLines(child.standardOutput, limit: 100)
            #expect(try await lines.next() == Array(path.utf8))
            #expect(throws: FileLock.Held.self) { try FileLock.unsigned(path: path) }
            child.standardInput.closeWhenDrained()
            #expect(try await lines.next() == nil)
            #expect(try await child.waitForExit() == .exited(0))
            _ = try FileLock.unsigned(path: path)
            child.closeStreams()
        }
    }

    @Test func signalEndsTheChildAndIsReported() async throws {
        try await withLoop { loop in
            let child = try await ChildProcess.spawn(shell("exec sleep 100"), on: loop)
            child.send(signal: 15)
            #expect(try await child.waitForExit() == .signalled(15))
            child.closeStreams()
        }
    }

    @Test func writeToAChildThatHasEndedFails() async throws {
        try await withLoop { loop in
            let child = try await ChildProcess.spawn(shell("exit 0"), on: loop)
            _ = try await child.waitForExit()
            child.standardInput.enqueue([1])
            await #expect(throws: IOError.self) { try await child.standardInput.write([1]) }
            child.closeStreams()
        }
    }

    @Test func missingProgramIsNamed() async throws {
        try await withLoop { loop in
            let command = ProcessCommand(executable: "/nonexistent/program")
            let error = await #expect(throws: IOError.self) { try await ChildProcess.spawn(command, on: loop) }
            #expect(error?.description == "start /nonexistent/program: No such file or directory")
        }
    }

    @Test func childSeesOnlyItsOwnDescriptors() async throws {
        try await withLoop { loop in
            var command = shell("for n in 0 1 2 3 4 5 6 7 8 9; do [ -e /proc/$$/fd/$n ] && printf '%s ' $n; done")
            command.opensControlSocket = true
            let child = try await ChildProcess.spawn(command, on: loop)
            #expect(try await output(of: child) == "0 1 2 3 ")
            _ = try await child.waitForExit()
            child.closeStreams()
        }
    }

    @Test func controlSocketCarriesBytesBothWays() async throws {
        try await withLoop { loop in
            var command = shell("read line <&3; echo \"got $line\" >&3")
            command.opensControlSocket = true
            let child = try await ChildProcess.spawn(command, on: loop)
            let control = try #require(child.control)
            try await control.write(Array("ping\n".utf8))
            #expect(try await control.read() == Array("got ping\n".utf8))
            _ = try await child.waitForExit()
            child.closeStreams()
        }
    }

    @Test func inputThatTheChildHasClosedIsAnErrorAndNoSignal() async throws {
        try await withLoop { loop in
            let child = try await ChildProcess.spawn(shell("exec <&-; echo closed; exec sleep 600"), on: loop)
            _ = try await child.standardOutput.read()
            let error = await #expect(throws: IOError.self) {
                // For a moment a child started beside this one may still have the pipe open.
                for _ in 0..<1_000 {
                    try await child.standardInput.write([0x0A])
                    try await loop.sleep(for: .milliseconds(1))
                }
            }
            #expect(error?.code == .closed)
            child.send(signal: 9)
            _ = try await child.waitForExit()
            child.closeStreams()
        }
    }

    @Test func nothingIsTakenAfterAClose() async throws {
        try await withLoop { loop in
            let child = try await ChildProcess.spawn(shell("sleep 0.2; wc -c"), on: loop)
            // More than a pipe holds, so that the close has to wait.
            child.standardInput.enqueue([UInt8](repeating: 0x61, count: 200_000))
            child.standardInput.closeWhenDrained()
            await #expect(throws: IOError.self) { try await child.standardInput.write([0x62]) }
            #expect(try await output(of: child) == "200000\n")
            _ = try await child.waitForExit()
            child.closeStreams()
        }
    }

    @Test func aChildStartedInACancelledTaskHasAnOwner() async throws {
        try await withLoop { loop in
            try await withThrowingTaskGroup(of: ChildProcess.self) { group in
                group.cancelAll()
                group.addTask { try await ChildProcess.spawn(shell("exec sleep 600"), on: loop) }
                let child = try #require(try await group.next())
                child.send(signal: 9)
                #expect(await child.exitStatus(within: .seconds(30)) == .signalled(9))
                child.closeStreams()
            }
        }
    }

    @Test func twoHundredChildrenAtOnceAllReport() async throws {
        try await withLoop { loop in
            let codes = try await withThrowingTaskGroup(of: ExitStatus.self) { group in
                for index in 0..<200 {
                    group.addTask {
                        let child = try await ChildProcess.spawn(shell("exit \(index % 7)"), on: loop)
                        defer { child.closeStreams() }
                        return try await child.waitForExit()
                    }
                }
                return try await group.reduce(into: [:]) { counts, status in counts[status, default: 0] += 1 }
            }
            #expect(codes.values.reduce(0, +) == 200)
            #expect(codes.keys.count == 7)
        }
    }
}
