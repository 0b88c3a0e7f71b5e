import Glibc
import TestSupport

/// What /proc says about one process.
enum ProcessTable {
    /// A field of /proc/pid/status, without its name.
    static func status(_ pid: pid_t, _ field: String) -> String? {
        text(of: "/proc/\(pid)/status").split(separator: "\n")
            .first { $0.hasPrefix(field + ":") }
            .map { String($0.dropFirst(field.count + 1).drop { $0 == "\t" || $0 == " " }) }
    }

    static func isAlive(_ pid: pid_t) -> Bool {
        guard let state = status(pid, "State") else { return false }
        return !state.hasPrefix("Z") && !state.hasPrefix("X")
    }

    static func parent(of pid: pid_t) -> pid_t? {
        status(pid, "PPid").flatMap { pid_t($0) }
    }

    /// Time on a processor since its start, in clock ticks.
    static func processorTicks(_ pid: pid_t) -> Int {
        let fields = text(of: "/proc/\(pid)/stat").split(separator: " ")
        return fields.count > 14 ? (Int(fields[13]) ?? 0) + (Int(fields[14]) ?? 0) : 0
    }

    static func text(of path: String) -> String { ProcessScan.text(of: path) }
}
