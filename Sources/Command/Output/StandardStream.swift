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

    /// Says `text` to a person as a line; there is nobody to tell when that fails. A reader that has stalled is waited for at most
    /// `limit`; what it has not taken by then is lost.
    public func say(_ text: String, within limit: Duration = .seconds(2)) {
        let deadline = ContinuousClock.now + limit
        var rest = (Array(text.utf8) + [0x0A])[...]
        while !rest.isEmpty {
            switch offer(rest) {
            case .taken(let count): rest = rest.dropFirst(count)
            case .failed: return
            case .full:
                let left = ContinuousClock.now.duration(to: deadline)
                guard left > .zero else { return }
                wait(
                    milliseconds: Int32(clamping: left.components.seconds * 1000 + left.components.attoseconds / 1_000_000_000_000_000 + 1)
                )
            }
        }
    }

    /// What became of bytes that were offered.
    enum Offer: Equatable {
        /// So many of them were written.
        case taken(Int)
        /// The reader has to take some first.
        case full
        /// There is no reader, or no room on the disk.
        case failed
    }

    /// The most that is written in one go: a pipe takes it whole or not at all, and a pipe with room has room for it (PIPE_BUF).
    static let atomicBytes = 4096

    /// Writes at most `atomicBytes` of `bytes`, without waiting for the reader.
    func offer(_ bytes: ArraySlice<UInt8>) -> Offer {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return .failed }
        let part = bytes.prefix(Self.atomicBytes)
        switch status.st_mode & S_IFMT {
        case S_IFSOCK: return Self.offer(part) { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT)) }
        case S_IFIFO: return offerAnew(part)
        case S_IFCHR where isTerminal: return offerAnew(part)
        default: return offerIfReady(part)
        }
    }

    /// Others share the open file, so its flags are not ours to change: it is opened once more. The owner of a pipe may refuse that.
    private func offerAnew(_ bytes: ArraySlice<UInt8>) -> Offer {
        let own = open("/proc/self/fd/\(descriptor)", O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
        guard own >= 0 else { return offerIfReady(bytes) }
        defer { close(own) }
        return Self.offer(bytes) { Glibc.write(own, $0.baseAddress, $0.count) }
    }

    private func offerIfReady(_ bytes: ArraySlice<UInt8>) -> Offer {
        guard wait(milliseconds: 0) else { return .full }
        return Self.offer(bytes) { Glibc.write(descriptor, $0.baseAddress, $0.count) }
    }

    private static func offer(_ bytes: ArraySlice<UInt8>, _ write: (UnsafeRawBufferPointer) -> Int) -> Offer {
        let count = bytes.withUnsafeBytes(write)
        if count > 0 { return .taken(count) }
        return count == 0 || errno == EAGAIN || errno == EINTR ? .full : .failed
    }

    @discardableResult
    private func wait(milliseconds: Int32) -> Bool {
        var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        return poll(&request, 1, milliseconds) == 1
    }
}
