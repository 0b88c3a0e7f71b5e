internal import Glibc

/// One look at `/proc`: every process with its parent.
struct ProcessTable {
    struct Entry: Hashable {
        let pid: Int32
        let parent: Int32
        let isZombie: Bool
    }

    private let byParent: [Int32: [Entry]]

    init(_ entries: [Entry]) { byParent = Dictionary(grouping: entries, by: \.parent) }

    func children(of pid: Int32) -> [Entry] { byParent[pid] ?? [] }

    static func read() -> ProcessTable {
        guard let directory = opendir("/proc") else { return ProcessTable([]) }
        defer { closedir(directory) }
        var entries: [Entry] = []
        while let item = readdir(directory) {
            let name = withUnsafePointer(to: &item.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if let pid = Int32(name), let entry = entry(pid) { entries.append(entry) }
        }
        return ProcessTable(entries)
    }

    /// `/proc/PID/stat` is `pid (name) state ppid …`; the name may hold anything, so the last `)` counts.
    static func entry(_ pid: Int32) -> Entry? {
        let descriptor = open("/proc/\(pid)/stat", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 512)
        let count = Glibc.read(descriptor, &buffer, buffer.count)
        guard count > 0, let end = buffer[..<count].lastIndex(of: 0x29) else { return nil }
        let fields = buffer[(end + 1)..<count].split(separator: 0x20)
        guard fields.count > 1, let state = fields[0].first, let parent = Int32(String(decoding: fields[1], as: UTF8.self)) else {
            return nil
        }
        return Entry(pid: pid, parent: parent, isZombie: state == 0x5A || state == 0x58)
    }
}
