internal import CLinux
internal import EventLoop
internal import Glibc

/// An exclusive lock on a file, held until `release`.
struct FileLock: ~Copyable {
    private let descriptor: Int32

    /// Takes the lock, waiting at most `limit` in looks of a tenth of a second.
    ///
    /// - Parameter onWait: called once, when somebody else has it.
    /// - Throws: `CommandError` when the file cannot be opened or the lock is not to be had.
    static func take(_ path: String, within limit: Duration, on loop: EventLoop, onWait: () -> Void) async throws -> FileLock {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw CommandError(.permission, "\(IOError(.system(errno), "open \(path)")); set ROOST_CACHE to a folder of your own") }
        let lock = FileLock(descriptor: descriptor)
        let deadline = ContinuousClock.now + limit
        var hasWaited = false
        while roost_lock_file(descriptor) != 0 {
            if !hasWaited { onWait() }
            hasWaited = true
            guard ContinuousClock.now < deadline else {
                throw CommandError(.temporary, "another install has held \(path) for \(ValueText.describe(limit)); end it, then try again")
            }
            try await loop.sleep(for: .milliseconds(100))
        }
        return lock
    }

    private init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }
}
