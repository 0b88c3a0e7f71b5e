import Glibc

/// A descriptor that is written to in full, one `write` at a time.
struct Output {
    static let standardOutput = Output(descriptor: STDOUT_FILENO)

    let descriptor: Int32

    /// Writes all of it, unless the reader has gone.
    func write(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                poll(&ready, 1, -1)
            } else if errno != EINTR {
                return
            }
        }
    }

    static func standardError(_ text: String) {
        Output(descriptor: STDERR_FILENO).write(Array(text.utf8))
    }
}
