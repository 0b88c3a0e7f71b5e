internal import Glibc

/// Which file lies at a path, and in which state: equal as long as nobody has replaced, changed or touched it.
public struct FileIdentity: Sendable, Hashable, CustomStringConvertible {
    /// The numbers of device, inode and size, and the times of the last change of content and of attributes in nanoseconds.
    public let description: String
    /// Whether the file is a program in machine code, not a script that may start whatever it likes.
    public let isNativeProgram: Bool

    /// Looks at the file at `path`, through links. Blocks for small system calls; `nil` when it cannot be read.
    public init?(_ path: String) {
        // A named pipe would be waited for.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        let times = [status.st_mtim, status.st_ctim].map { Int64($0.tv_sec) * 1_000_000_000 + Int64($0.tv_nsec) }
        description = "\(status.st_dev):\(status.st_ino):\(status.st_size):\(times[0]):\(times[1])"
        var magic: [UInt8] = [0, 0, 0, 0]
        isNativeProgram = pread(descriptor, &magic, 4, 0) == 4 && magic == Self.elf
    }

    /// The first bytes of an executable (elf(5)).
    private static let elf: [UInt8] = [0x7F, 0x45, 0x4C, 0x46]
}
