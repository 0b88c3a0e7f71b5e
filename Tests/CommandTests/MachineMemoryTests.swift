import Testing

@testable import Command

@Suite struct MachineMemoryTests {
    private static let gibibyte = 1 << 30

    @Test(arguments: [(0, 1), (1, 1), (2, 2), (4, 7), (8, 17), (16, 38), (32, 64), (1024, 64)])
    func agentsFitIntoMemory(gibibytes: Int, expected: Int) {
        #expect(MachineMemory.agents(in: gibibytes * Self.gibibyte) == expected)
    }

    @Test func theLeastLimitCounts() throws {
        let scratch = try ScratchFolder()
        try scratch.file("proc/meminfo", "MemFree:  1 kB\nMemTotal:       8388608 kB\n")
        #expect(MachineMemory.available(root: scratch.path) == 8 * Self.gibibyte)
        try scratch.file("sys/fs/cgroup/memory.max", "max\n")
        try scratch.file("proc/self/cgroup", "0::/a/b\n")
        try scratch.file("sys/fs/cgroup/a/memory.max", "\(3 * Self.gibibyte)\n")
        try scratch.file("sys/fs/cgroup/a/b/memory.max", "\(4 * Self.gibibyte)\n")
        #expect(MachineMemory.available(root: scratch.path) == 3 * Self.gibibyte)
        try scratch.file("sys/fs/cgroup/memory/memory.limit_in_bytes", "\(2 * Self.gibibyte)\n")
        #expect(MachineMemory.available(root: scratch.path) == 2 * Self.gibibyte)
    }

    @Test func withoutAnyNumberFourGibibytesAreTaken() throws {
        #expect(MachineMemory.available(root: try ScratchFolder().path) == 4 * Self.gibibyte)
    }
}
