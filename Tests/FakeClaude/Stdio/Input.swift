import Glibc

/// Standard input by lines, and SIGINT, with a deadline for each wait.
final class Input {
    enum Event {
        case line([UInt8])
        case end
        case interrupt
        case timeout
    }

    private var buffer: [UInt8] = []
    private var searched = 0
    private(set) var isAtEnd = false
    /// Where the handler of SIGINT writes; a number of its own, because a handler can hold nothing.
    private static let bell: Int32 = 200
    private let interrupts: Int32

    init() {
        var ends: [Int32] = [-1, -1]
        pipe(&ends)
        interrupts = ends[0]
        dup2(ends[1], Self.bell)
        close(ends[1])
        for end in [ends[0], Self.bell] { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        signal(SIGINT) { _ in
            var byte: UInt8 = 1
            write(Input.bell, &byte, 1)
        }
    }

    /// The next thing to happen within so many milliseconds; -1 waits for ever.
    func next(within milliseconds: Int) -> Event {
        let deadline = Moment.now + milliseconds
        while true {
            if let line = takeLine() { return .line(line) }
            let left = milliseconds < 0 ? -1 : max(0, deadline - Moment.now)
            var files = [
                pollfd(fd: interrupts, events: Int16(POLLIN), revents: 0),
                pollfd(fd: isAtEnd ? -1 : STDIN_FILENO, events: Int16(POLLIN), revents: 0),
            ]
            let ready = poll(&files, nfds_t(files.count), Int32(clamping: left))
            if ready < 0 { continue }
            if ready == 0 { return .timeout }
            if files[0].revents != 0 { return takeInterrupt() }
            if files[1].revents != 0, !readMore() {
                isAtEnd = true
                return .end
            }
        }
    }

    private func takeInterrupt() -> Event {
        var byte: UInt8 = 0
        read(interrupts, &byte, 1)
        return .interrupt
    }

    private func takeLine() -> [UInt8]? {
        guard let end = buffer[searched...].firstIndex(of: 0x0A) else {
            searched = buffer.count
            return nil
        }
        defer {
            buffer.removeFirst(end + 1)
            searched = 0
        }
        return Array(buffer[..<end])
    }

    private func readMore() -> Bool {
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        let count = read(STDIN_FILENO, &piece, piece.count)
        guard count > 0 else { return false }
        buffer += piece[..<count]
        return true
    }
}
