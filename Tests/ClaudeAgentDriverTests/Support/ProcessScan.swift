import EventLoop
import Glibc

/// What /proc says about processes.
enum ProcessScan {
    /// The living processes whose environment holds `entry`; a process that only waits to be reaped has none.
    static func marked(_ entry: String) -> [Int32] {
        Files.entries(of: "/proc").compactMap { Int32($0) }.filter { pid in
            contents(of: "/proc/\(pid)/environ").split(separator: 0).contains { $0.elementsEqual(entry.utf8) }
        }
    }

    /// Those of `pids` that run a program of this name.
    static func named(_ name: String, among pids: [Int32]) -> [Int32] {
        pids.filter { text(of: "/proc/\($0)/comm") == name + "\n" }
    }

    static func isAlive(_ pid: Int32) -> Bool {
        let state = text(of: "/proc/\(pid)/stat").split(separator: ")").last?.first { $0 != " " }
        return state != nil && state != "Z" && state != "X"
    }

    static func describe(_ pid: Int32) -> String {
        "\(pid) \(text(of: "/proc/\(pid)/cmdline").map { $0 == "\0" ? " " : String($0) }.joined().prefix(120))"
    }

    static func text(of path: String) -> String { String(decoding: contents(of: path), as: UTF8.self) }

    private static func contents(of path: String) -> [UInt8] { (try? Files.read(path, upTo: 4 << 20)) ?? [] }
}

/// Asks again and again until the condition holds; false when the time is over first.
func eventually(within limit: Duration = .seconds(30), _ condition: () -> Bool) async -> Bool {
    let end = ContinuousClock.now + limit
    while !condition() {
        if ContinuousClock.now >= end { return false }
        try? await Task.sleep(for: .milliseconds(10))
    }
    return true
}
