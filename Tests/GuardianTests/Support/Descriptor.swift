import Glibc

/// An owned file descriptor, above those a child is given and closed on exec.
final class Descriptor {
    private(set) var number: Int32
    private var pending: [UInt8] = []

    init(_ number: Int32) {
        self.number = fcntl(number, F_DUPFD_CLOEXEC, 100)
        _ = Glibc.close(number)
    }

    deinit { close() }

    /// A stream in one direction; a socket pair, as libuv gives its children, for it is closed on exec from birth.
    static func pipe() -> (reading: Descriptor, writing: Descriptor) {
        let (reading, writing) = socketPair()
        return (reading, writing)
    }

    static func socketPair() -> (ours: Descriptor, theirs: Descriptor) {
        var ends: [Int32] = [-1, -1]
        _ = socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends)
        return (Descriptor(ends[0]), Descriptor(ends[1]))
    }

    func close() {
        if number >= 0 { _ = Glibc.close(number) }
        number = -1
    }

    func write(_ text: String) {
        let bytes = Array(text.utf8)
        _ = Glibc.write(number, bytes, bytes.count)
    }

    /// Writes until no more fits.
    func fill() {
        let bytes = [UInt8](repeating: UInt8(ascii: "x"), count: 1024)
        for size in [bytes.count, 1] {
            while send(number, bytes, size, Int32(MSG_DONTWAIT)) > 0 { continue }
        }
    }

    /// The next line without its end; nil at end of file, "(late)" when none came in time.
    func line(within duration: Duration = .seconds(5)) -> String? {
        let deadline = Deadline(within: duration)
        while true {
            if let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
                defer { pending.removeSubrange(...end) }
                return String(decoding: pending[..<end], as: UTF8.self)
            }
            guard isReadable(by: deadline) else { return "(late)" }
            guard receive() else { return nil }
        }
    }

    /// All lines until the other side closes.
    func lines(within duration: Duration = .seconds(5)) -> [String] {
        var lines: [String] = []
        while let line = line(within: duration) {
            lines.append(line)
            if line == "(late)" { break }
        }
        return lines
    }

    private func isReadable(by deadline: Deadline) -> Bool {
        var watched = pollfd(fd: number, events: Int16(POLLIN), revents: 0)
        return poll(&watched, 1, deadline.millisecondsLeft) > 0
    }

    private func receive() -> Bool {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = read(number, &bytes, bytes.count)
        pending += bytes.prefix(max(0, count))
        return count > 0
    }
}
