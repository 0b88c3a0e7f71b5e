internal import CLinux
internal import Glibc

/// An exclusive lock on a file, held until this object goes, and by every child that was given it (``ProcessCommand/lock``) until
/// that one has gone too.
public final class FileLock: Sendable {
    /// Somebody else holds the lock.
    public struct Held: Error, Sendable {
        /// The holder's pid, if the file tells it.
        public let pid: Int32?
    }

    /// The open file that the lock belongs to.
    let descriptor: Int32

    private init(of path: String) throws {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw IOError(.system(errno), "open \(path)") }
        let failure = roost_lock_file(descriptor)
        guard failure != EWOULDBLOCK else { throw Held(pid: Self.holder(descriptor)) }
        guard failure == 0 else { throw IOError(.system(failure), "lock \(path)") }
    }

    /// Takes the lock without waiting; the file names this process from then on. Blocks only for the file system: use it on
    /// `BlockingExecutor`.
    ///
    /// - Throws: `Held` when somebody else has it, `IOError` when the file cannot be opened or written.
    public convenience init(path: String) throws {
        try self.init(of: path)
        let text = Array("\(getpid())\n".utf8)
        guard ftruncate(descriptor, 0) == 0, pwrite(descriptor, text, text.count, 0) == text.count else {
            throw IOError(.system(errno), "write \(path)")
        }
    }

    /// Takes the lock without waiting and writes nothing: for one that children hold longer than this process. Blocks as `init` does.
    ///
    /// - Throws: `Held` when somebody else has it, `IOError` when the file cannot be opened.
    public static func unsigned(path: String) throws -> FileLock { try FileLock(of: path) }

    /// Gives the lock up now, also where a child that is just being started has the file open still.
    public func unlock() { roost_unlock_file(descriptor) }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    private static func holder(_ descriptor: Int32) -> Int32? {
        var bytes = [UInt8](repeating: 0, count: 32)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        guard count > 0 else { return nil }
        return Int32(String(decoding: bytes[..<count].prefix { $0 != 0x0A }, as: UTF8.self))
    }
}
