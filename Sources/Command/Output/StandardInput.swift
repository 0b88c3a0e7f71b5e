internal import EventLoop
internal import Glibc

/// Standard input, read without taking it over: it may be a file, a pipe or a terminal, and others may share it.
public struct StandardInput: Sendable {
    private let descriptor: Int32

    /// The process's standard input.
    public init() { self.init(descriptor: STDIN_FILENO) }

    init(descriptor: Int32) { self.descriptor = descriptor }

    /// Whether a person types there.
    public var isTerminal: Bool { isatty(descriptor) == 1 }

    /// The next bytes, or `nil` at the end.
    ///
    /// Waits on the blocking executor, in short looks so that a cancelled task ends.
    /// - Throws: `IOError`, with code `timedOut` after `limit`; `CancellationError`.
    public func read(within limit: Duration? = nil) async throws -> [UInt8]? {
        let deadline = limit.map { ContinuousClock.now + $0 }
        while true {
            try Task.checkCancellation()
            if let bytes = try await BlockingExecutor.shared.run({ try look() }) { return bytes.isEmpty ? nil : bytes }
            if let deadline, ContinuousClock.now >= deadline { throw IOError(.timedOut, "read standard input") }
        }
    }

    /// All there is, at most `bound` bytes.
    ///
    /// - Parameter limit: how long the first bytes may take.
    /// - Throws: `IOError`, with code `tooLong` above the bound.
    public func readAll(upTo bound: Int, firstWithin limit: Duration?) async throws -> [UInt8] {
        var all = try await read(within: limit) ?? []
        guard !all.isEmpty else { return [] }
        while let more = try await read() {
            all += more
            guard all.count <= bound else { throw IOError(.tooLong, "read standard input, of which \(bound) bytes are taken") }
        }
        return all
    }

    /// Bytes, an empty list at the end, or `nil` when there is nothing yet.
    private func look() throws -> [UInt8]? {
        var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&request, 1, 100) == 1 else { return nil }
        guard request.revents & Int16(POLLNVAL) == 0 else { return [] }
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        let count = Glibc.read(descriptor, &buffer, buffer.count)
        guard count >= 0 else {
            if errno == EAGAIN || errno == EINTR { return nil }
            throw IOError(.system(errno), "read standard input")
        }
        return Array(buffer[..<count])
    }
}
