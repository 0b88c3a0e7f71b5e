internal import CLinux
internal import Glibc

/// An exclusive lock on a file, held until this object goes. The file names the holder's pid.
public final class FileLock: Sendable {
    /// Somebody else holds the lock.
    public struct Held: Error, Sendable {
        /// The holder's pid, if the file tells it.
        public let pid: Int32?
    }

    private let descriptor: Int32

    /// Takes the lock without waiting. Blocks only for the file system: use it on `BlockingExecutor`.
    ///
    /// - Throws: `Held` when somebody else has it, `IOError` when the file cannot be opened or written.
    public init(path: String) throws {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw IOError(.system(errno), "open \(path)") }
        let failure = roost_lock_file(descriptor)
        guard failure == 0 else {
            defer { close(descriptor) }
            guard failure == EWOULDBLOCK else { throw IOError(.system(failure), "lock \(path)") }
            throw Held(pid: Self.holder(descriptor))
        }
        let text = Array("\(getpid())\n".utf8)
        guard ftruncate(descriptor, 0) == 0, pwrite(descriptor, text, text.count, 0) == text.count else {
            defer { close(descriptor) }
            throw IOError(.system(errno), "write \(path)")
        }
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    private static func holder(_ descriptor: Int32) -> Int32? {
        var bytes = [UInt8](repeating: 0, count: 32)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        guard count > 0 else { return nil }
        return Int32(String(decoding: bytes[..<count].prefix { $0 != 0x0A }, as: UTF8.self))
    }
}
