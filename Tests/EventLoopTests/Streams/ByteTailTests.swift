import EventLoop
import Testing

@Suite struct ByteTailTests {
    private func spawn(_ script: String, on loop: EventLoop) async throws -> ChildProcess {
        try await ChildProcess.spawn(ProcessCommand(executable: "/bin/sh", arguments: ["-c", script]), on: loop)
    }

    @Test func keepsTheLastBytes() async throws {
        try await withLoop { loop in
            let child = try await spawn("i=0; while [ $i -lt 3000 ]; do echo line $i >&2; i=$((i+1)); done", on: loop)
            let tail = ByteTail(of: try #require(child.standardError), limit: 100)
            let text = await tail.text(within: .seconds(30))
            #expect(text.hasSuffix("line 2998\nline 2999\n") && text.utf8.count <= 200)
            _ = try await child.waitForExit()
            child.closeStreams()
        }
    }

    @Test func everyWaiterIsToldTheEnd() async throws {
        try await withLoop { loop in
            let child = try await spawn("read line; echo over >&2", on: loop)
            let tail = ByteTail(of: try #require(child.standardError), limit: 100)
            async let first = tail.text(within: .seconds(600))
            async let second = tail.text(within: .seconds(600))
            child.standardInput.close()
            #expect(await [first, second] == ["over\n", "over\n"])
            _ = try await child.waitForExit()
            child.closeStreams()
        }
    }

    @Test func aStreamThatDoesNotEndIsNotWaitedFor() async throws {
        try await withLoop { loop in
            let child = try await spawn("exec sleep 600", on: loop)
            let tail = ByteTail(of: try #require(child.standardError), limit: 100)
            #expect(await tail.text(within: .milliseconds(1)) == "")
            child.send(signal: 9)
            _ = try await child.waitForExit()
            child.closeStreams()
        }
    }
}
