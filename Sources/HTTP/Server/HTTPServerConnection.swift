internal import EventLoop

/// Answers one request.
public typealias HTTPHandler = @Sendable (HTTPRequest, ResponseWriter) async throws -> Void

/// One connection of the server: reads requests, runs the handler for one at a time, minds the deadlines.
///
/// `@unchecked Sendable`: every property is touched on `loop`'s thread only; `serve` runs there, and `beginClosing`
/// and `abort` are called through `loop.execute`.
final class HTTPServerConnection: @unchecked Sendable {
    let loop: EventLoop
    private let stream: ByteStream
    private let limits: HTTPServerLimits
    private let date: HTTPDate
    private lazy var parser = MessageParser(.request, delegate: self)
    private var headGuard: HeadGuard
    private var task: UnsafeCurrentTask?

    private var request: HTTPRequest?
    private var body: MessageBody?
    private var rejection: HTTPStatus?
    private var headWaiter: CheckedContinuation<Void, Never>?
    private var unparsed: [UInt8] = []
    private var isHandling = false
    private var endsHere = false
    private var isDraining = false
    private var isClosed = false
    private var peerHasEnded = false
    private var deadline: UInt64 = 0
    private var timer: LoopTimer?
    private var expiry = Expiry.idle
    /// Whether this answer is the connection's last.
    var closesAfterResponse = false

    /// Why the running deadline was set.
    private enum Expiry { case idle, head, body, write, linger }

    /// Bytes that may come ahead of their turn (pipelining, or an upload nobody reads) before reading pauses.
    private static let unparsedLimit = 64 * 1024

    init(_ stream: ByteStream, limits: HTTPServerLimits, date: HTTPDate) {
        self.stream = stream
        self.limits = limits
        self.date = date
        loop = stream.loop
        headGuard = HeadGuard(limit: limits.headBytes)
        stream.delegate = self
        stream.setReading(true)
    }

    // MARK: - Serving

    /// Answers requests until the connection ends. Its task is cancelled when the peer leaves.
    func serve(_ handler: HTTPHandler) async {
        await withUnsafeCurrentTask { task in
            self.task = task
            setDeadline(limits.headTimeout, .idle)
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
        guard !endsHere else { return nil }
        if request == nil, rejection == nil, !isClosed, !peerHasEnded, !isDraining { await withCheckedContinuation { headWaiter = $0 } }
        if let rejection, !isClosed { reject(rejection) }
        guard rejection == nil, !isClosed else { return nil }
        defer { request = nil }
        return request
    }

    private func answer(_ request: HTTPRequest, _ handler: HTTPHandler) async {
        let writer = ResponseWriter(self, method: request.method, minorVersion: request.minorVersion)
        isHandling = true
        do {
            try await handler(request, writer)
            writer.finishNow()
        } catch {
            writer.failNow(error)
        }
        isHandling = false
        finishExchange()
    }

    /// Makes ready for the next request, or for the close when there will be none.
    private func finishExchange() {
        guard body?.isComplete == true, !closesAfterResponse, !isDraining, !isClosed, !peerHasEnded else {
            endsHere = true
            return
        }
        body = nil
        headGuard.reset()
        parser.resume()
        setDeadline(limits.idleTimeout, .idle)
        guard !unparsed.isEmpty else { return }
        let bytes = unparsed
        unparsed = []
        stream.setReading(true)
        bytes.withUnsafeBytes { feed($0) }
    }

    private func reject(_ status: HTTPStatus) {
        closesAfterResponse = true
        var bytes = head(status, [("Content-Type", "application/json")])
        let detail = Array("{\"detail\":\"\(status.reason)\"}".utf8)
        bytes.put("Content-Length: ")
        bytes.put(decimal: detail.count)
        bytes.put("\r\n\r\n")
        send(bytes + detail)
    }

    /// Sends what is queued, takes off what the peer still sends for a moment, closes.
    ///
    /// A close with unread bytes makes the kernel reset the connection, and the peer may lose the answer.
    private func close() async {
        if !isClosed, !peerHasEnded {
            setDeadline(limits.lingerTimeout, .linger)
            stream.endWriting()
            stream.setReading(true)
            if !isClosed, !peerHasEnded { await withCheckedContinuation { headWaiter = $0 } }
        }
        timer?.cancel()
        stream.closeWhenDrained()
    }

    // MARK: - Writing

    /// Status line and fields that every answer has.
    func head(_ status: HTTPStatus, _ fields: [(String, String)]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(256)
        bytes.put("HTTP/1.1 ")
        bytes.put(decimal: status.code)
        bytes.put(" ")
        bytes.put(status.reason)
        bytes.put("\r\nDate: ")
        bytes += date.now()
        bytes.put("\r\n")
        for (name, value) in fields {
            bytes.put(name)
            bytes.put(": ")
            bytes.put(value)
            bytes.put("\r\n")
        }
        if closesAfterResponse || isDraining || body?.isComplete == false { bytes.put("Connection: close\r\n") }
        return bytes
    }

    func send(_ bytes: [UInt8]) { bytes.withUnsafeBytes { stream.writeNow($0) } }

    /// Runs `body` on the loop, at once when already there.
    func onLoop(_ body: @escaping @Sendable () -> Void) async {
        if loop.isCurrent { return body() }
        await withCheckedContinuation { continuation in
            loop.execute {
                body()
                continuation.resume()
            }
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
            setDeadline(limits.writeTimeout, .write)
            do { try await stream.drained() } catch is IOError { throw HTTPError(.disconnected, "the client has left") }
        }
        if isClosed || peerHasEnded { throw HTTPError(.disconnected, "the client has left") }
        try Task.checkCancellation()
    }

    // MARK: - Ending from outside

    /// Lets the running exchange finish and takes no further request.
    func beginClosing() {
        isDraining = true
        if !isHandling, request == nil { wake() }
    }

    /// Cuts the connection and cancels its handler.
    func abort() {
        stream.close()
    }

    /// Closes once everything written has been sent.
    func cut() {
        closesAfterResponse = true
        stream.closeWhenDrained()
    }

    private func wake() {
        guard let headWaiter else { return }
        self.headWaiter = nil
        headWaiter.resume()
    }

    // MARK: - Deadlines

    private func setDeadline(_ duration: Duration?, _ reason: Expiry) {
        expiry = reason
        guard let duration else { return deadline = 0 }
        deadline = EventLoop.now() &+ duration.clampedNanoseconds
        if timer == nil { arm(duration) }
    }

    /// One timer a connection: a moved deadline is noticed when the old one fires.
    private func arm(_ delay: Duration) { timer = loop.schedule(after: delay) { [weak self] in self?.timerFired() } }

    private func timerFired() {
        timer = nil
        guard deadline != 0, !isClosed else { return }
        let now = EventLoop.now()
        if deadline > now { arm(.nanoseconds(Int64(deadline - now))) } else { expire() }
    }

    private func expire() {
        deadline = 0
        switch expiry {
        case .idle, .linger:
            peerHasEnded = true
            wake()
        case .head: refuse(.requestTimeout)
        case .body:
            closesAfterResponse = true
            body?.fail(HTTPError(.timedOut, "the request body did not arrive in time"))
        case .write: stream.close()
        }
    }

    private func refuse(_ status: HTTPStatus) {
        rejection = rejection ?? status
        wake()
    }
}

extension HTTPServerConnection: ByteStreamDelegate {
    func streamDidRead(_ bytes: UnsafeRawBufferPointer) {
        guard rejection == nil, !endsHere else { return }
        guard body?.isComplete != true, request == nil || body != nil else { return keep(bytes) }
        feed(bytes)
    }

    /// Keeps bytes that come ahead of their turn.
    private func keep(_ bytes: UnsafeRawBufferPointer) {
        unparsed.append(contentsOf: bytes)
        if unparsed.count > Self.unparsedLimit { stream.setReading(false) }
    }

    private func feed(_ bytes: UnsafeRawBufferPointer) {
        if body == nil {
            let hadBegun = headGuard.hasBegun
            switch headGuard.inspect(bytes) {
            case .pass: break
            case .tooLarge: return refuse(.headerFieldsTooLarge)
            case .malformed: return refuse(.badRequest)
            }
            if !hadBegun, headGuard.hasBegun { setDeadline(limits.headTimeout, .head) }
        }
        switch parser.parse(bytes) {
        case .consumed: break
        case .paused(let used): if used < bytes.count { keep(UnsafeRawBufferPointer(rebasing: bytes[used...])) }
        case .malformed(let reason): fail(reason)
        }
    }

    private func fail(_ reason: String) {
        guard let body else { return refuse(rejection ?? .badRequest) }
        closesAfterResponse = true
        body.fail(HTTPError(.malformed, "the request body is malformed: \(reason)"))
    }

    func streamDidReachEnd() {
        peerHasEnded = true
        body?.fail(HTTPError(.disconnected, "the client left before the request was complete"))
        leave()
    }

    func streamDidDrain() {
        if expiry == .write { setDeadline(nil, .write) }
    }

    func streamDidClose() {
        isClosed = true
        body?.fail(HTTPError(.disconnected, "the connection is closed"))
        leave()
    }

    private func leave() {
        if isHandling { task?.cancel() }
        wake()
    }
}

extension HTTPServerConnection: MessageParserDelegate {
    func parserDidReadHead(_ parser: MessageParser) -> Bool {
        if let status = refusal(of: parser) {
            rejection = status
            return false
        }
        let body = MessageBody(loop: loop) { [weak self] on in self?.stream.setReading(on) }
        if parser.fields["expect"]?.lowercased() == "100-continue" {
            body.onFirstRead = { [weak self] in self?.send(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)) }
        }
        self.body = body
        if !parser.keepsAlive { closesAfterResponse = true }
        let contentLength = parser.contentLength
        request = HTTPRequest(
            method: parser.method,
            target: parser.takeTarget(),
            fields: parser.takeFields(),
            contentLength: contentLength,
            body: body,
            minorVersion: parser.minorVersion
        )
        setDeadline(limits.bodyTimeout, .body)
        wake()
        return true
    }

    /// What the parser lets through and RFC 9112 does not: sections 3.2, 6.1 and 6.3.
    private func refusal(of parser: MessageParser) -> HTTPStatus? {
        let fields = parser.fields
        if fields.count > limits.headFields { return .headerFieldsTooLarge }
        let hosts = fields.count(of: "host")
        guard hosts == 1 || (hosts == 0 && parser.minorVersion == 0) else { return .badRequest }
        let lengths = fields.count(of: "content-length")
        let encodings = fields.count(of: "transfer-encoding")
        guard lengths + encodings <= 1 else { return .badRequest }
        return parser.method == .connect ? .methodNotAllowed : nil
    }

    func parserDidReadBody(_ bytes: UnsafeRawBufferPointer) { body?.push(bytes) }

    func parserDidFinishMessage() {
        body?.finish()
        setDeadline(nil, .body)
    }
}
