internal import EventLoop
internal import Synchronization

/// The one writer of the CLI's input: lines leave in the order in which they were queued, from whatever thread.
///
/// The host minds how many prompts and requests it sends. How many answers it sends is for the CLI to say, so these are counted.
final class LineWriter: Sendable {
    private struct State {
        var lines: [[UInt8]] = []
        var answers = UnsentAnswers()
    }

    private let stream: ByteStream
    private let state = Mutex(State())

    /// Bytes of answers that may be unsent.
    static let answerLimit = 8 << 20

    init(_ stream: ByteStream) { self.stream = stream }

    /// Queues a whole line without waiting.
    func queue(_ line: [UInt8], isAnswer: Bool = false) {
        let isFirst = state.withLock { state in
            state.lines.append(line)
            state.answers.queue(line.count, isAnswer: isAnswer)
            return state.lines.count == 1
        }
        if isFirst { stream.loop.execute { self.flush() } }
    }

    private func flush() {
        let queued = state.withLock { state in
            defer { state.lines = [] }
            return state.lines
        }
        for line in queued { stream.enqueue(line) }
    }

    /// Checks that the CLI reads the answers to what it asks.
    ///
    /// - Throws: `AgentError` when more of them are unsent than may be.
    func checkAnswers() async throws(AgentError) {
        let unsent = await unsentAnswerBytes()
        guard unsent > Self.answerLimit else { return }
        throw AgentError(
            .cliConnection,
            "claude asks and does not read the answers: \(unsent) bytes of them are unsent, more than the limit of \(Self.answerLimit); "
                + "it may hang; start another one"
        )
    }

    private func unsentAnswerBytes() async -> Int {
        if stream.loop.isCurrent { return unsentAnswerBytesNow() }
        return await withCheckedContinuation { continuation in
            let isTaken = stream.loop.execute { continuation.resume(returning: self.unsentAnswerBytesNow()) }
            if !isTaken { continuation.resume(returning: 0) }
        }
    }

    private func unsentAnswerBytesNow() -> Int {
        let sent = stream.sentBytes
        return state.withLock { $0.answers.unsent(whenSent: sent) }
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
