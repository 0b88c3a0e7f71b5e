/// How much memory there is for this process and those below it: that of the machine, or of the narrowest control group around them.
public struct MachineMemory: Sendable, Hashable {
    /// Bytes in all.
    public let total: Int
    /// Bytes that may still be taken before something has to go.
    public let available: Int
    /// Whether a control group sets the limit, and not the machine.
    public let isLimited: Bool

    /// Memory by numbers.
    public init(total: Int, available: Int, isLimited: Bool = false) {
        self.total = total
        self.available = available
        self.isLimited = isLimited
    }

    /// What holds when nothing can be read: 4 GiB, all of it free.
    public static let unknown = MachineMemory(total: 4 << 30, available: 4 << 30)

    /// Looks at /proc and /sys/fs/cgroup, both hierarchies. Blocks for a few small reads.
    ///
    /// - Parameter root: What the two folders lie in, for tests.
    public static func read(root: String = "") -> MachineMemory {
        let machine = text("\(root)/proc/meminfo").flatMap(machine(inMeminfo:)) ?? unknown
        let groups = ControlGroup.around(root: root)
        guard let total = groups.compactMap(\.limit).min(), total < machine.total else { return machine }
        let room = groups.compactMap { group in group.limit.map { max(0, $0 - group.used) } }.min() ?? total
        return MachineMemory(total: total, available: min(room, machine.available), isLimited: true)
    }

    /// The lines `MemTotal` and `MemAvailable`, in KiB.
    static func machine(inMeminfo text: String) -> MachineMemory? {
        guard let total = bytes("MemTotal:", text) else { return nil }
        return MachineMemory(total: total, available: bytes("MemAvailable:", text) ?? total)
    }

    private static func bytes(_ name: String, _ text: String) -> Int? {
        let line = text.split(separator: "\n").first { $0.hasPrefix(name) }
        return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 * 1024 }
    }

    static func text(_ path: String) -> String? {
        (try? Files.read(path, upTo: 256 * 1024)).map { String(decoding: $0, as: UTF8.self) }
    }
}
