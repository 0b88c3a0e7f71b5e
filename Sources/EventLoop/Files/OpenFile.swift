internal import Glibc

/// An open file, closed when this object goes. Its calls block: use them on `BlockingExecutor`.
public final class OpenFile: Sendable {
    private let descriptor: Int32
    private let path: String

    private init(_ path: String, _ flags: Int32) throws {
        descriptor = open(path, flags | O_CLOEXEC | O_NOFOLLOW, 0o600)
        self.path = path
        guard descriptor >= 0 else { throw IOError(.system(errno), "open \(path)") }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Opens a file to read it.
    public static func reading(_ path: String) throws -> OpenFile { try OpenFile(path, O_RDONLY) }

    /// Makes a new file with mode 0600 to write it.
    public static func making(_ path: String) throws -> OpenFile { try OpenFile(path, O_WRONLY | O_CREAT | O_EXCL) }

    /// Adds bytes at the end of what was written.
    ///
    /// - Throws: `IOError` naming the path.
    public func write(_ bytes: ArraySlice<UInt8>) throws {
        var rest = bytes
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw IOError(.system(errno), "write \(path)") }
            rest = rest.dropFirst(count)
        }
    }

    /// Bytes from a place in the file, fewer at its end.
    ///
    /// - Throws: `IOError` naming the path.
    public func read(at offset: Int, count: Int) throws -> [UInt8] {
        try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            let count = pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
            guard count >= 0 else { throw IOError(.system(errno), "read \(path)") }
            filled = count
        }
    }

    /// Its length in bytes.
    public func size() throws -> Int {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw IOError(.system(errno), "look at \(path)") }
        return Int(status.st_size)
    }

    /// Waits until what was written survives a crash.
    public func flush() throws {
        guard fsync(descriptor) == 0 else { throw IOError(.system(errno), "flush \(path)") }
    }
}
