import Glibc

/// What /proc says about processes.
enum ProcessTable {
    /// The living processes whose environment holds the entry; a process that only waits to be reaped has none.
    static func marked(_ entry: String) -> [pid_t] {
        all().filter { pid in
            let environment = contents(of: "/proc/\(pid)/environ").split(separator: 0)
            return environment.contains { $0.elementsEqual(entry.utf8) }
        }
    }

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

    static func text(of path: String) -> String {
        String(decoding: contents(of: path), as: UTF8.self)
    }

    private static func all() -> [pid_t] {
        guard let directory = opendir("/proc") else { return [] }
        defer { closedir(directory) }
        var pids: [pid_t] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if let pid = pid_t(name) { pids.append(pid) }
        }
        return pids
    }

    private static func contents(of path: String) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return [] }
        defer { close(file) }
        var contents: [UInt8] = []
        var bytes = [UInt8](repeating: 0, count: 4096)
        while case let count = read(file, &bytes, bytes.count), count > 0 { contents += bytes.prefix(count) }
        return contents
    }
}
