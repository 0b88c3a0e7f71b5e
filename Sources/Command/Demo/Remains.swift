internal import EventLoop
internal import Glibc

/// Finds processes that still have to do with a folder: it stands in their arguments or their environment. Blocks.
enum Remains {
    static func processes(of folder: String) -> [Int32] {
        let needle = Array(folder.utf8)
        return Files.entries(of: "/proc").compactMap { Int32($0) }.filter { pid in
            guard pid != getpid() else { return false }
            return ["cmdline", "environ"].contains { file in
                guard let bytes = try? Files.read("/proc/\(pid)/\(file)", upTo: 4 * 1_048_576) else { return false }
                return bytes.firstRange(of: needle) != nil
            }
        }
    }
}
