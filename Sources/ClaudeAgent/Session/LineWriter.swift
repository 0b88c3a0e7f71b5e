internal import EventLoop
internal import Synchronization

/// The one writer of the CLI's input: lines leave in the order in which they were queued, from whatever thread.
final class LineWriter: Sendable {
    private let stream: ByteStream
    private let lines = Mutex<[[UInt8]]>([])

    init(_ stream: ByteStream) { self.stream = stream }

    /// Queues a whole line without waiting.
    func queue(_ line: [UInt8]) {
        let isFirst = lines.withLock { lines in
            lines.append(line)
            return lines.count == 1
        }
        if isFirst { stream.loop.execute { self.flush() } }
    }

    private func flush() {
        let queued = lines.withLock { lines in
            defer { lines = [] }
            return lines
        }
        for line in queued { stream.enqueue(line) }
    }

    /// Waits while too much is unsent.
    ///
    /// - Throws: `IOError` when the CLI has closed its input, `CancellationError`.
    func drained() async throws { try await stream.drained() }

    /// Closes the input once what is queued has been sent.
    func close() {
        stream.loop.execute {
            self.flush()
            self.stream.closeWhenDrained()
        }
    }
}
