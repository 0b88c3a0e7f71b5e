package import EventLoop

/// The body of a message being received: pulled piece by piece, with reading paused while too much waits.
///
/// `@unchecked Sendable`: touched on the connection's loop only; the public calls hop there when made from elsewhere.
public final class MessageBody: @unchecked Sendable {
    /// Bytes that may wait before reading from the peer pauses.
    static let readAhead = 64 * 1024

    private let loop: EventLoop
    private let setReading: (Bool) -> Void
    /// Called once, when somebody first asks for bytes and none are there.
    var onFirstRead: (() -> Void)?
    private var waiting: [UInt8] = []
    private var isPaused = false
    private(set) var isComplete = false
    private var failure: HTTPError?
    private var reader: CheckedContinuation<Void, Never>?

    /// A body whose bytes come from the caller, on `loop`; `setReading(false)` asks for a pause.
    package init(loop: EventLoop, setReading: @escaping (Bool) -> Void) {
        self.loop = loop
        self.setReading = setReading
    }

    /// Adds the bytes that have come.
    package func push(_ bytes: UnsafeRawBufferPointer) {
        waiting.append(contentsOf: bytes)
        if waiting.count >= Self.readAhead, !isPaused {
            isPaused = true
            setReading(false)
        }
        wake()
    }

    /// Nothing more comes.
    package func finish() {
        isComplete = true
        onFirstRead = nil
        wake()
    }

    /// Nothing more comes, and the body is not whole.
    package func fail(_ error: HTTPError) {
        guard !isComplete, failure == nil else { return }
        failure = error
        onFirstRead = nil
        wake()
    }

    private func wake() {
        guard let reader else { return }
        self.reader = nil
        reader.resume()
    }

    /// The next piece, or `nil` at the end. One reader at a time.
    ///
    /// - Throws: `HTTPError` when the peer leaves, breaks the protocol or is too slow, `CancellationError` when the task is
    ///   cancelled while it waits.
    public func read() async throws -> [UInt8]? {
        guard loop.isCurrent else { return try await withTaskExecutorPreference(loop) { try await self.readOnLoop() } }
        return try await next()
    }

    @concurrent private func readOnLoop() async throws -> [UInt8]? {
        precondition(loop.isCurrent)
        return try await next()
    }

    private func next() async throws -> [UInt8]? {
        if waiting.isEmpty { onFirstRead?() }
        onFirstRead = nil
        while waiting.isEmpty {
            if let failure { throw failure }
            if isComplete { return nil }
            try Task.checkCancellation()
            await arrival()
        }
        let bytes = waiting
        waiting = []
        if isPaused {
            isPaused = false
            setReading(true)
        }
        return bytes
    }

    /// Suspends until bytes, the message's end, the connection's deadline or close, or a cancellation, whichever comes first.
    private func arrival() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                precondition(reader == nil, "two tasks read one body")
                reader = continuation
                // Cancelled before the continuation was there to be resumed.
                if Task.isCancelled { wake() }
            }
        } onCancel: {
            loop.execute { self.wake() }
        }
    }

    /// The whole body, at most `limit` bytes.
    ///
    /// - Throws: `HTTPError` with code `bodyTooLarge` as soon as the limit is passed, or what `read` throws.
    public func collect(upTo limit: Int) async throws -> [UInt8] {
        var all: [UInt8] = []
        while let piece = try await read() {
            guard all.count + piece.count <= limit else {
                throw HTTPError(.bodyTooLarge, "the body is larger than \(limit) bytes")
            }
            all += piece
        }
        return all
    }
}
