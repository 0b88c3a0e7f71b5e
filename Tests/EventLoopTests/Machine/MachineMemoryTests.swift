import Testing

@testable import EventLoop

@Suite struct MachineMemoryTests {
    private static let gibibyte = 1 << 30

    /// A tree of files that is gone when the test is over.
    private final class Tree {
        let path = "/tmp/roost-test-\(String(UInt64.random(in: 0...UInt64.max), radix: 36))"

        func file(_ name: String, _ text: String) throws {
            var folder = path
            try Files.makeFolder(folder)
            for part in name.split(separator: "/").dropLast() {
                folder += "/\(part)"
                try Files.makeFolder(folder)
            }
            try Files.replaceDurably("\(path)/\(name)", with: Array(text.utf8))
        }

        deinit { Files.removeTree(path) }
    }

    private func machine() throws -> Tree {
        let tree = Tree()
        try tree.file("proc/meminfo", "MemFree:  1 kB\nMemTotal:       8388608 kB\nMemAvailable:   4194304 kB\n")
        return tree
    }

    @Test func withoutGroupsItIsTheMachines() throws {
        let tree = try machine()
        #expect(MachineMemory.read(root: tree.path) == MachineMemory(total: 8 * Self.gibibyte, available: 4 * Self.gibibyte))
    }

    @Test func theNarrowestGroupCounts() throws {
        let tree = try machine()
        try tree.file("sys/fs/cgroup/memory.max", "max\n")
        try tree.file("proc/self/cgroup", "0::/a/b\n")
        try tree.file("sys/fs/cgroup/a/memory.max", "\(3 * Self.gibibyte)\n")
        try tree.file("sys/fs/cgroup/a/memory.current", "\(2 * Self.gibibyte)\n")
        try tree.file("sys/fs/cgroup/a/b/memory.max", "\(4 * Self.gibibyte)\n")
        #expect(
            MachineMemory.read(root: tree.path) == MachineMemory(total: 3 * Self.gibibyte, available: Self.gibibyte, isLimited: true)
        )
    }

    @Test func whatFilesHoldIdlyIsAvailable() throws {
        let tree = try machine()
        try tree.file("sys/fs/cgroup/memory.max", "\(2 * Self.gibibyte)\n")
        try tree.file("sys/fs/cgroup/memory.current", "\(2 * Self.gibibyte)\n")
        try tree.file("sys/fs/cgroup/memory.stat", "anon 5\ninactive_file \(Self.gibibyte)\nactive_file 7\n")
        #expect(MachineMemory.read(root: tree.path).available == Self.gibibyte)
    }

    @Test func theOlderHierarchyCountsToo() throws {
        let tree = try machine()
        try tree.file("proc/self/cgroup", "5:cpu,memory:/docker/x\n0::/\n")
        try tree.file("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n")
        try tree.file("sys/fs/cgroup/memory/docker/x/memory.limit_in_bytes", "\(2 * Self.gibibyte)\n")
        try tree.file("sys/fs/cgroup/memory/docker/x/memory.usage_in_bytes", "\(3 * Self.gibibyte)\n")
        try tree.file("sys/fs/cgroup/memory/docker/x/memory.stat", "cache 1\ntotal_inactive_file \(2 * Self.gibibyte)\n")
        #expect(MachineMemory.read(root: tree.path) == MachineMemory(total: 2 * Self.gibibyte, available: Self.gibibyte, isLimited: true))
    }

    @Test func aGroupWithoutALimitIsNone() throws {
        let tree = try machine()
        try tree.file("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n")
        #expect(!MachineMemory.read(root: tree.path).isLimited)
    }

    @Test func withoutAnyNumberFourGibibytesAreTaken() {
        #expect(MachineMemory.read(root: "/nonexistent").total == 4 * Self.gibibyte)
    }

    @Test func thisMachineHasSome() {
        let memory = MachineMemory.read()
        #expect(memory.total > 64 << 20 && (0...memory.total).contains(memory.available))
    }
}
