internal import Glibc

/// How much memory processes hold. Every call blocks for small reads of /proc.
public enum ProcessMemory {
    /// Bytes of a process that are in memory, shared ones included; `nil` when there is no such process.
    public static func resident(of pid: Int32) -> Int? {
        guard let bytes = try? Files.read("/proc/\(pid)/statm", upTo: 4096) else { return nil }
        return pages(inStatm: String(decoding: bytes, as: UTF8.self)).map { $0 * sysconf(Int32(_SC_PAGESIZE)) }
    }

    /// Bytes of a process that are in memory and belong to no file; `nil` when there is no such process.
    static func own(of pid: Int32) -> Int? {
        guard let bytes = try? Files.read("/proc/\(pid)/statm", upTo: 4096) else { return nil }
        let numbers = String(decoding: bytes, as: UTF8.self).split(separator: " ").compactMap { Int($0) }
        return numbers.count > 2 ? (numbers[1] - numbers[2]) * sysconf(Int32(_SC_PAGESIZE)) : nil
    }

    /// The second number of `size resident shared …`.
    static func pages(inStatm text: String) -> Int? { text.split(separator: " ").dropFirst().first.flatMap { Int($0) } }

    /// Bytes of each of the living processes below `pid`, at any depth, and not of itself.
    ///
    /// One look: what is started or ended meanwhile may be missing.
    public static func residentBelow(_ pid: Int32) -> [Int32: Int] {
        let table = ProcessTable.read()
        var found: [Int32: Int] = [:]
        var rest = [pid]
        while let next = rest.popLast() {
            for child in table.children(of: next) where found[child.pid] == nil && !child.isZombie {
                found[child.pid] = resident(of: child.pid) ?? 0
                rest.append(child.pid)
            }
        }
        return found
    }
}
