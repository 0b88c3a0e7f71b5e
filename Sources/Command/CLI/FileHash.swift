internal import Domain
internal import EventLoop
internal import Glibc

/// SHA-256 of files. Blocks while it reads.
enum FileHash {
    /// 64 hex digits.
    ///
    /// - Throws: `CommandError` when the file cannot be read.
    static func of(_ path: String) throws(CommandError) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unreadable(path, errno) }
        defer { close(descriptor) }
        var hash = SHA256()
        var buffer = [UInt8](repeating: 0, count: 256 * 1024)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            guard count >= 0 else { throw unreadable(path, errno) }
            guard count > 0 else { return hash.finishHex() }
            hash.update(buffer[..<count])
        }
    }

    private static func unreadable(_ path: String, _ number: Int32) -> CommandError {
        CommandError(.noInput, "\(IOError(.system(number), "cannot read \(path)")); give a file this user can read")
    }

    static func mismatch(_ subject: String, expected: String, got: String, _ advice: String) -> CommandError {
        CommandError(.data, "\(subject) is not the pinned one: expected sha256 \(expected), got sha256 \(got). \(advice)")
    }
}
