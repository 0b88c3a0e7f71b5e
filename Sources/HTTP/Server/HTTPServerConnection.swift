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
    private let date: HTTPDate
    lazy var reader = RequestReader(headBytes: limits.headBytes, headFields: limits.headFields, delegate: self)
    private let limits: HTTPServerLimits
    private var deadlines: ConnectionDeadlines
    private var timer: LoopTimer?
    private var timerDeadline: UInt64 = 0
    /// The task in `serve`. Set for the time of that call only, and used for `cancel` alone, which any thread may call.
    private var task: UnsafeCurrentTask?
    /// The task in `serve`, while it has nothing to do. Only that task suspends here, so there is one at most.
    private var sleeper: CheckedContinuation<Void, Never>?

    /// The request that comes next, once its head is complete.
    var request: HTTPRequest?
    /// The body of the present or next request.
    var body: MessageBody?
    /// The answer to what was no request.
    var rejection: HTTPStatus?
    /// Bytes that have come ahead of their turn.
    var unparsed: [UInt8] = []
    /// Whether the present request has been answered, at least in part.
    private var hasAnswered = false
    /// Whether this answer is the connection's last.
    var closesAfterResponse = false

    private var isHandling = false
    /// Nothing is read as a request any more.
    private(set) var endsHere = false
    private var isDraining = false
    private var isLeaving = false
    private var isClosed = false
    private var peerHasEnded = false

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
        guard !isClosed, !endsHere else { return nil }
        if let rejection {
            reject(rejection)
            return nil
        }
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
            writer.finishNow()
        } catch {
            writer.failNow(error)
        }
        isHandling = false
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
}

// MARK: - Answers

extension HTTPServerConnection {
    private func reject(_ status: HTTPStatus) {
        closesAfterResponse = true
        let writer = ResponseWriter(self)
        writer.respondNow(status, ResponseWriter.jsonFields, ResponseWriter.detail(status.reason))
    }

    /// Status line and fields that every answer has.
    func head(_ status: HTTPStatus, _ fields: [(String, String)], minorVersion: Int) -> [UInt8] {
        hasAnswered = true
        if isDraining || body?.isComplete == false { closesAfterResponse = true }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(256)
        bytes.put("HTTP/1.1 ")
        bytes.put(decimal: status.code)
        bytes.put(" ")
        bytes.put(status.reason)
        bytes.put("\r\nDate: ")
        bytes += date.now()
        bytes.put("\r\n")
        for (name, value) in fields where !(closesAfterResponse && name.lowercased() == "connection") {
            bytes.put(fieldText: name)
            bytes.put(": ")
            bytes.put(fieldText: value)
            bytes.put("\r\n")
        }
        if closesAfterResponse {
            bytes.put("Connection: close\r\n")
        } else if minorVersion == 0 {
            bytes.put("Connection: keep-alive\r\n")
        }
        return bytes
    }

    /// Asks for the body, unless the answer has begun, in the middle of which nothing else may stand.
    func sendContinue() {
        guard !hasAnswered else { return }
        send(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8))
    }

    func send(_ bytes: [UInt8]) { bytes.withUnsafeBytes { stream.writeNow($0) } }

    /// Runs `body` on the loop, at once when already there.
    func onLoop(_ body: @escaping @Sendable () -> Void) async {
        if loop.isCurrent { return body() }
        await withCheckedContinuation { continuation in
            let isTaken = loop.execute {
                body()
                continuation.resume()
            }
            if !isTaken { continuation.resume() }
        }
    }

    /// Suspends while more is unsent than may be.
    func drained() async throws {
        guard loop.isCurrent else { return try await withTaskExecutorPreference(loop) { try await self.drainedOnLoop() } }
        try await waitUntilDrained()
    }

    @concurrent private func drainedOnLoop() async throws {
        precondition(loop.isCurrent)
        try await waitUntilDrained()
    }

    private func waitUntilDrained() async throws {
        if stream.pendingBytes > ByteStream.highWaterMark {
            expectProgress()
            do { try await stream.drained() } catch is IOError { throw HTTPError(.disconnected, "the client has left") }
        }
        if isClosed || peerHasEnded { throw HTTPError(.disconnected, "the client has left") }
        try Task.checkCancellation()
    }
}

// MARK: - Ends

extension HTTPServerConnection {
    /// Lets the running exchange finish and takes no further request.
    func beginClosing() {
        isDraining = true
        wake()
    }

    /// Cuts the connection and cancels its handler.
    func abort() { stream.close() }

    /// Sends what has been written and no more.
    func cut() {
        closesAfterResponse = true
        stream.endWriting()
    }

    /// The peer will send no more. It cannot be told from one that has left, so what it asked for is cancelled.
    func peerDidEnd() {
        peerHasEnded = true
        body?.fail(HTTPError(.disconnected, "the client left before the request was complete"))
        leave()
    }

    func didClose() {
        isClosed = true
        timer?.cancel()
        body?.fail(HTTPError(.disconnected, "the connection is closed"))
        leave()
    }

    private func leave() {
        if isHandling || request != nil { task?.cancel() }
        wake()
    }

    func didDrain() {
        deadlines.drained()
        if isLeaving { wake() }
    }
}

// MARK: - Deadlines

extension HTTPServerConnection {
    func expect(_ arrival: ConnectionDeadlines.Arrival) {
        deadlines.expect(arrival, at: EventLoop.now())
        armTimer()
    }

    func didArrive() { deadlines.arrived() }

    private func expectProgress() {
        deadlines.expectProgress(beyond: stream.sentBytes, at: EventLoop.now())
        armTimer()
    }

    /// One timer a connection. It fires at or before the next deadline; a deadline that has moved away is noticed then.
    private func armTimer() {
        guard let earliest = deadlines.earliest else { return }
        if timer != nil, timerDeadline <= earliest { return }
        timer?.cancel()
        timerDeadline = earliest
        let delay = Duration.nanoseconds(Int64(clamping: earliest) - Int64(clamping: min(earliest, EventLoop.now())))
        timer = loop.schedule(after: delay) { [weak self] in self?.timerFired() }
    }

    private func timerFired() {
        timer = nil
        guard !isClosed else { return }
        if let expiry = deadlines.expired(at: EventLoop.now(), sent: stream.sentBytes) { expire(expiry) }
        armTimer()
    }

    private func expire(_ expiry: ConnectionDeadlines.Expiry) {
        switch expiry {
        case .reading(.firstRequest), .reading(.nextRequest):
            endsHere = true
            wake()
        case .reading(.head): refuse(.requestTimeout)
        case .reading(.body):
            closesAfterResponse = true
            body?.fail(HTTPError(.timedOut, "the request body did not arrive in time"))
        case .reading(.farewell), .writing: stream.close()
        }
    }

    func refuse(_ status: HTTPStatus) {
        rejection = rejection ?? status
        wake()
    }
}
