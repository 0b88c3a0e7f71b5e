internal import Glibc

/// How much memory processes hold. Every call blocks for small reads of /proc.
public enum ProcessMemory {
    /// Bytes of a process that are in memory, shared ones included; `nil` when there is no such process.
    public static func resident(of pid: Int32) -> Int? { statm(of: pid).flatMap(pages(inStatm:)).map(bytes) }

    /// Bytes of a process that are in memory and belong to no file; `nil` when there is no such process.
    static func own(of pid: Int32) -> Int? { statm(of: pid).flatMap(ownPages(inStatm:)).map(bytes) }

    private static func statm(of pid: Int32) -> String? {
        (try? Files.read("/proc/\(pid)/statm", upTo: 4096)).map { String(decoding: $0, as: UTF8.self) }
    }

    private static func bytes(_ pages: Int) -> Int { pages * sysconf(Int32(_SC_PAGESIZE)) }

    /// The second number of `size resident shared …`.
    static func pages(inStatm text: String) -> Int? { number(1, inStatm: text) }

    /// The second number without the third.
    private static func ownPages(inStatm text: String) -> Int? {
        guard let all = pages(inStatm: text), let shared = number(2, inStatm: text) else { return nil }
        return all - shared
    }

    private static func number(_ place: Int, inStatm text: String) -> Int? {
        text.split(separator: " ").dropFirst(place).first.flatMap { Int($0) }
    }

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
