internal import EventLoop

/// What /proc says about processes.
public enum ProcessScan {
    /// The living processes whose environment holds `entry`; a process that only waits to be reaped has none.
    public static func marked(_ entry: String) -> [Int32] {
        Files.entries(of: "/proc").compactMap { Int32($0) }.filter { pid in
            contents(of: "/proc/\(pid)/environ").split(separator: 0).contains { $0.elementsEqual(entry.utf8) }
        }
    }

    /// Those of `pids` that run a program of this name.
    public static func named(_ name: String, among pids: [Int32]) -> [Int32] {
        pids.filter { text(of: "/proc/\($0)/comm") == name + "\n" }
    }

    /// Whether it is there and not merely waiting to be reaped.
    public static func isAlive(_ pid: Int32) -> Bool {
        let state = text(of: "/proc/\(pid)/stat").split(separator: ")").last?.first { $0 != " " }
        return state != nil && state != "Z" && state != "X"
    }

    /// Number and command line, for a test's message.
    public static func describe(_ pid: Int32) -> String {
        "\(pid) \(text(of: "/proc/\(pid)/cmdline").map { $0 == "\0" ? " " : String($0) }.joined().prefix(120))"
    }

    /// A file of /proc; empty when it cannot be read.
    public static func text(of path: String) -> String { String(decoding: contents(of: path), as: UTF8.self) }

    private static func contents(of path: String) -> [UInt8] { (try? Files.read(path, upTo: 4 << 20)) ?? [] }
}
