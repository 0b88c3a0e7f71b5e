/// Memory of one control group around this process.
struct ControlGroup {
    /// Bytes it may hold; `nil` without a limit.
    let limit: Int?
    /// Bytes it holds that the kernel cannot simply take back: what was read from files and not used lately is left out.
    let used: Int

    /// This process's own group and every one above it, of both hierarchies.
    static func around(root: String) -> [ControlGroup] {
        let lines = MachineMemory.text("\(root)/proc/self/cgroup")?.split(separator: "\n").map(String.init) ?? []
        let unified = lines.first { $0.hasPrefix("0::/") }.map { String($0.dropFirst(4)) } ?? ""
        let memory = lines.compactMap { line -> String? in
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            return parts.count == 3 && parts[1].split(separator: ",").contains("memory") ? String(parts[2]) : nil
        }
        return folders("\(root)/sys/fs/cgroup", unified).compactMap { read($0, version2) }
            + folders("\(root)/sys/fs/cgroup/memory", memory.first ?? "").compactMap { read($0, version1) }
    }

    /// From the root of the hierarchy down; a container may show its own group as the root, so all of them are looked for.
    private static func folders(_ base: String, _ path: String) -> [String] {
        let parts = path.split(separator: "/").filter { $0 != ".." }
        return (0...parts.count).map { count in ([base] + parts.prefix(count).map(String.init)).joined(separator: "/") }
    }

    private typealias Names = (limit: String, usage: String, inactive: String)
    private static var version2: Names { ("memory.max", "memory.current", "inactive_file") }
    private static var version1: Names { ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file") }

    private static func read(_ folder: String, _ names: Names) -> ControlGroup? {
        guard let limit = number("\(folder)/\(names.limit)"), limit > 0 else { return nil }
        let inactive = MachineMemory.text("\(folder)/memory.stat").flatMap { field(names.inactive, $0) } ?? 0
        return ControlGroup(limit: limit, used: max(0, (number("\(folder)/\(names.usage)") ?? 0) - inactive))
    }

    /// `max` is no number, and no limit.
    private static func number(_ path: String) -> Int? {
        MachineMemory.text(path)?.split(whereSeparator: \.isWhitespace).first.flatMap { Int($0) }
    }

    private static func field(_ name: String, _ text: String) -> Int? {
        text.split(separator: "\n").first { $0.hasPrefix("\(name) ") }?.split(separator: " ").last.flatMap { Int($0) }
    }
}
