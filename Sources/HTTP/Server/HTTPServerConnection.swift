internal import EventLoop

/// One connection of the server: reads requests, runs the handler for one at a time, minds the deadlines.
///
/// `@unchecked Sendable`: every property is touched on `loop`'s thread only; `serve` runs there, and `beginClosing`
/// and `abort` are called through `loop.execute`.
///
/// The stream holds the connection as its delegate and the connection holds the stream; the close, to which every path
/// through `serve` leads within the limits, breaks that cycle.
final class HTTPServerConnection: @unchecked Sendable {
    let loop: EventLoop
    let stream: ByteStream
    let date: HTTPDate
    lazy var reader = RequestReader(headBytes: limits.headBytes, headFields: limits.headFields, delegate: self)
    private let limits: HTTPServerLimits
    var deadlines: ConnectionDeadlines
    var timer: LoopTimer?
    var timerDeadline: UInt64 = 0
    /// The task in `serve`. Set for the time of that call only, and used for `cancel` alone, which any thread may call.
    private var task: UnsafeCurrentTask?
    /// The task in `serve`, while it has nothing to do. Only that task suspends here, so there is one at most.
    private var sleeper: CheckedContinuation<Void, Never>?

    /// The request that comes next, once its head is complete.
    var request: HTTPRequest?
    /// The body of the present or next request.
    var body: MessageBody?
    /// The length that it declares; 0 without one.
    var bodyLength: UInt64 = 0
    /// The answer to what was no request.
    var rejection: HTTPStatus?
    /// What comes in once the protocol has been changed.
    var tunnel: MessageBody?
    /// Bytes that have come ahead of their turn.
    var unparsed: [UInt8] = []
    /// Whether the present request has been answered, at least in part.
    var hasAnswered = false
    /// What the peer is sent when it takes nothing for too long, before the connection ends; nothing when there is nothing to say.
    var farewell: [UInt8] = []
    /// Whether this answer is the connection's last.
    var closesAfterResponse = false

    private var isHandling = false
    /// The handler goes on, but its answer is whole: it is no concern of the peer's any more.
    private var isAnswerOver = false
    /// Nothing is read as a request any more.
    var endsHere = false
    private(set) var isDraining = false
    private var isLeaving = false
    private(set) var isClosed = false
    private(set) var peerHasEnded = false

    init(_ stream: ByteStream, limits: HTTPServerLimits, date: HTTPDate) {
        self.stream = stream
        self.limits = limits
        self.date = date
        loop = stream.loop
        deadlines = ConnectionDeadlines(limits)
        stream.delegate = self
        stream.setReading(true)
    }

    /// Answers requests until the connection ends. Its task is cancelled when the peer leaves.
    func serve(_ handler: HTTPHandler) async {
        await withUnsafeCurrentTask { task in
            self.task = task
            expect(.firstRequest)
            while let request = await nextRequest() { await answer(request, handler) }
            if let rejection { reject(rejection) }
            await close()
            self.task = nil
        }
    }

    /// Answers 503 to a connection above the limit.
    func turnAway() async {
        reject(.serviceUnavailable)
        await close()
    }

    private func nextRequest() async -> HTTPRequest? {
        while request == nil, rejection == nil, !endsHere, !isClosed, !peerHasEnded, !isDraining { await sleep() }
        guard rejection == nil, !isClosed, !endsHere else { return nil }
        defer { request = nil }
        return request
    }

    private func sleep() async { await withCheckedContinuation { sleeper = $0 } }

    func wake() {
        guard let sleeper else { return }
        self.sleeper = nil
        sleeper.resume()
    }

    private func answer(_ request: HTTPRequest, _ handler: HTTPHandler) async {
        let writer = ResponseWriter(self, request)
        isHandling = true
        hasAnswered = false
        do {
            try await handler(request, writer)
            // A handler that was cancelled has not said all, whatever it makes of that.
            if peerHasEnded || isClosed || Task.isCancelled { writer.cutUnfinished() }
            writer.finishNow()
        } catch {
            writer.failNow(error)
        }
        isHandling = false
        isAnswerOver = false
        await letPeerCatchUp()
        finishExchange()
    }

    /// A peer that sends requests without taking the answers must not fill memory with them.
    private func letPeerCatchUp() async {
        // Fails when the connection ends, which is looked at right afterwards.
        do { try await drained() } catch { endsHere = true }
    }

    /// Makes ready for the next request, or for the close when there will be none.
    private func finishExchange() {
        guard body?.isComplete == true, !endsHere, !closesAfterResponse, !isDraining else {
            endsHere = true
            return
        }
        body = nil
        reader.startNext()
        expect(.nextRequest)
        stream.setReading(true)
        guard !unparsed.isEmpty else { return }
        let ahead = unparsed
        unparsed = []
        ahead.withUnsafeBytes { feed($0) }
    }

    /// Sends what is queued, takes off what the peer still sends for a moment, closes.
    ///
    /// A close with unread bytes makes the kernel reset the connection, and the peer may lose the answer.
    private func close() async {
        isLeaving = true
        endsHere = true
        deadlines.arrived()
        stream.setReading(true)
        while stream.pendingBytes > 0, !isClosed {
            expectProgress()
            await sleep()
        }
        if !isClosed, !peerHasEnded {
            stream.endWriting()
            expect(.farewell)
            while !isClosed, !peerHasEnded { await sleep() }
        }
        timer?.cancel()
        stream.close()
    }

    /// Lets the running exchange finish and takes no further request.
    func beginClosing() {
        isDraining = true
        if isAnswerOver { stream.endWriting() }
        wake()
    }

    /// Cuts the connection and cancels its handler.
    func abort() {
        task?.cancel()
        stream.close()
    }

    /// The answer is whole while its handler still runs: a peer that reads to the end must not have to wait for that.
    func answerIsOver() {
        isAnswerOver = true
        if closesAfterResponse || isDraining { stream.endWriting() }
    }

    /// Sends what has been written and no more.
    func cut() {
        closesAfterResponse = true
        stream.endWriting()
    }

    /// The peer takes nothing. What waits for it, and its farewell, may still reach it; nothing else is made for it.
    func giveUp() {
        guard !farewell.isEmpty else { return stream.close() }
        send(farewell)
        farewell = []
        cut()
        task?.cancel()
        expectProgress()
    }

    /// The peer will send no more. It cannot be told from one that has left, so what it asked for is cancelled.
    func peerDidEnd() {
        peerHasEnded = true
        body?.fail(HTTPError(.disconnected, "the client left before the request was complete"))
        tunnel?.finish()
        leave()
    }

    func didClose() {
        isClosed = true
        timer?.cancel()
        body?.fail(HTTPError(.disconnected, "the connection is closed"))
        tunnel?.fail(HTTPError(.disconnected, "the connection is closed"))
        leave()
    }

    private func leave() {
        if (isHandling && !isAnswerOver) || request != nil { task?.cancel() }
        wake()
    }

    func didDrain() {
        deadlines.drained()
        if isLeaving { wake() }
    }
}
