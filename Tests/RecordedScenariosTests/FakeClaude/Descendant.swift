import Glibc

/// A process that the stand-in left behind, found by the marker in its arguments.
struct Descendant {
    let pid: pid_t
    let session: pid_t

    static func all(marked marker: String) -> [Descendant] {
        guard let directory = opendir("/proc") else { return [] }
        defer { closedir(directory) }
        var found: [Descendant] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            guard let pid = pid_t(name), let arguments = Checkout.contents(of: "/proc/\(name)/cmdline") else { continue }
            let words = arguments.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
            if words.contains("fake-descendant"), words.contains(marker) { found.append(Descendant(pid: pid, session: getsid(pid))) }
        }
        return found
    }
}
