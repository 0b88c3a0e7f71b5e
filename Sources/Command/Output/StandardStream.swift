internal import EventLoop
internal import Glibc

/// Standard output or standard error. Writing blocks while the reader is slow.
public struct StandardStream: Sendable {
    /// Data for whoever called.
    public static let output = StandardStream(descriptor: STDOUT_FILENO, name: "standard output")
    /// Talk for a person, and logs.
    public static let error = StandardStream(descriptor: STDERR_FILENO, name: "standard error")

    private let descriptor: Int32
    private let name: String

    init(descriptor: Int32, name: String) {
        self.descriptor = descriptor
        self.name = name
    }

    /// Whether a person looks at it.
    public var isTerminal: Bool { isatty(descriptor) == 1 }

    /// Writes all of `bytes`.
    ///
    /// - Throws: `IOError`, for example when the reader has gone.
    public func write(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if count < 0, errno == EAGAIN {
                wait(milliseconds: -1)
            } else if count == 0 || errno != EINTR {
                throw IOError(.system(count == 0 ? EIO : errno), "write to \(name)")
            }
        }
    }

    /// Writes `text` and a line end.
    public func line(_ text: String) throws { try write(Array(text.utf8) + [0x0A]) }

    /// Says `text` to a person as a line; there is nobody to tell when that fails.
    public func say(_ text: String) { try? line(text) }

    /// Writes a line only if that does not block. Gives whether it was written.
    func offer(_ line: [UInt8]) -> Bool {
        guard wait(milliseconds: 0) else { return false }
        do { try write(line) } catch { return false }
        return true
    }

    @discardableResult
    private func wait(milliseconds: Int32) -> Bool {
        var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        return poll(&request, 1, milliseconds) == 1
    }
}
