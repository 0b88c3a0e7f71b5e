import Glibc
import Testing

@testable import EventLoop

@Suite struct ProcessMemoryTests {
    @Test func residentPagesAreTheSecondNumber() {
        #expect(ProcessMemory.pages(inStatm: "1000 200 30 4 0 5 0\n") == 200)
        #expect(ProcessMemory.pages(inStatm: "") == nil)
    }

    @Test func thisProcessHoldsSomeMemory() throws {
        let bytes = try #require(ProcessMemory.resident(of: getpid()))
        #expect(bytes > 1 << 20 && bytes % 4096 == 0)
        #expect(ProcessMemory.resident(of: 0) == nil)
    }

    @Test func descendantsAreFoundAtAnyDepth() async throws {
        try await EventLoopGroup.run(count: 1) { group in
            let command = ProcessCommand(executable: "/bin/sh", arguments: ["-c", "sh -c 'sleep 60 & echo $!; wait' & wait"])
            let child = try await ChildProcess.spawn(command, on: group.loops[0])
            var lines = ByteLines(child.standardOutput, limit: 100)
            let said = try #require(try await lines.next())
            let sleeper = try #require(Int32(String(decoding: said, as: UTF8.self)))
            let below = ProcessMemory.residentBelow(child.pid)
            #expect(below.count == 2 && below.values.allSatisfy { $0 > 0 } && below[sleeper] != nil)
            for pid in below.keys { kill(pid, SIGKILL) }
            child.send(signal: SIGKILL)
            _ = await child.exitStatus(within: .seconds(10))
            child.closeStreams()
        }
    }

    @Test func theOwnProcessTellsWhatItUsed() throws {
        let (before, opened) = (OwnProcess.processorTime, OwnProcess.openDescriptors)
        #expect(opened >= 3 && before > .zero)
        let descriptor = open("/dev/null", O_RDONLY | O_CLOEXEC)
        defer { close(descriptor) }
        var sum = 0
        for number in 0..<200_000 { sum &+= number }
        #expect(sum != 1 && OwnProcess.processorTime > before)
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        let start = try #require(OwnProcess.startTime)
        #expect(start <= Double(now.tv_sec) + 1 && start > Double(now.tv_sec) - 86_400)
    }
}
