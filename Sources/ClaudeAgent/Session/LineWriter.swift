internal import EventLoop
internal import Synchronization

/// The one writer of the CLI's input: lines leave in the order in which they were queued, from whatever thread.
///
/// The host minds how many prompts and requests it sends. How many answers it sends is for the CLI to say, so these are counted.
final class LineWriter: Sendable {
    private struct State {
        var lines: [[UInt8]] = []
        var answers = UnsentAnswers()
        /// Those that hold results of the host's own tools: few, and larger than all others together.
        var results = UnsentAnswers()
    }

    private let stream: ByteStream
    private let state = Mutex(State())

    /// Bytes of answers that may be unsent.
    static let answerLimit = 8 << 20
    /// Bytes of an answer that counts as a result.
    static let resultSize = 256 << 10
    /// Bytes of results that may be unsent: four as large as a message may be.
    static let resultLimit = 128 << 20

    init(_ stream: ByteStream) { self.stream = stream }

    /// Queues a whole line without waiting.
    func queue(_ line: [UInt8], isAnswer: Bool = false) {
        let isFirst = state.withLock { state in
            state.lines.append(line)
            let isResult = line.count >= Self.resultSize
            state.answers.queue(line.count, isAnswer: isAnswer && !isResult)
            state.results.queue(line.count, isAnswer: isAnswer && isResult)
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
        let unsent = await unsentBytes()
        guard unsent.answers > Self.answerLimit || unsent.results > Self.resultLimit else { return }
        throw AgentError(
            .cliConnection,
            "claude asks and does not read the answers: \(unsent.answers) bytes of them are unsent, and \(unsent.results) of results, of which "
                + "there may be \(Self.answerLimit) and \(Self.resultLimit); it may hang; start another one"
        )
    }

    private typealias Unsent = (answers: Int, results: Int)

    private func unsentBytes() async -> Unsent {
        if stream.loop.isCurrent { return unsentBytesNow() }
        return await withCheckedContinuation { continuation in
            let isTaken = stream.loop.execute { continuation.resume(returning: self.unsentBytesNow()) }
            if !isTaken { continuation.resume(returning: (0, 0)) }
        }
    }

    private func unsentBytesNow() -> Unsent {
        let sent = stream.sentBytes
        return state.withLock { ($0.answers.unsent(whenSent: sent), $0.results.unsent(whenSent: sent)) }
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
