internal import EventLoop

/// How much memory this process may use, and how many agents fit into it.
public enum MachineMemory {
    private static let mebibyte = 1_048_576

    /// Agents that fit: a GiB is left for everything else, each agent gets 400 MiB; between 1 and 64.
    public static func agents(in bytes: Int) -> Int { min(64, max(1, (bytes - 1024 * mebibyte) / (400 * mebibyte))) }

    /// Bytes of the machine or of the control group around this process, whichever is less. Blocks for a few small reads.
    public static func available(root: String = "") -> Int {
        let machine = text("\(root)/proc/meminfo").flatMap(total(inMeminfo:)) ?? 4096 * mebibyte
        return ([machine] + groupLimits(root)).min() ?? machine
    }

    /// The `MemTotal` line, in bytes.
    static func total(inMeminfo text: String) -> Int? {
        let line = text.split(separator: "\n").first { $0.hasPrefix("MemTotal:") }
        return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 * 1024 }
    }

    /// Limits of every group from this process's own up to the root, and of the older hierarchy. "max" and absent ones do not count.
    private static func groupLimits(_ root: String) -> [Int] {
        var paths = ["\(root)/sys/fs/cgroup/memory/memory.limit_in_bytes"]
        let own = text("\(root)/proc/self/cgroup")?.split(separator: "\n").first { $0.hasPrefix("0::/") }?.dropFirst(4) ?? ""
        let parts = own.split(separator: "/").filter { $0 != ".." }
        for count in 0...parts.count {
            paths.append((["\(root)/sys/fs/cgroup"] + parts.prefix(count).map(String.init) + ["memory.max"]).joined(separator: "/"))
        }
        return paths.compactMap { text($0).flatMap { Int($0.trimmed) } }.filter { $0 > 0 }
    }

    private static func text(_ path: String) -> String? {
        (try? Files.read(path, upTo: 256 * 1024)).map { String(decoding: $0, as: UTF8.self) }
    }
}
