internal import EventLoop

/// One connection of the client, for one exchange. It closes itself behind the answer.
///
/// `@unchecked Sendable`: touched on the stream's loop only; `exchange` and `close` hop there first.
final class HTTPClientConnection: @unchecked Sendable {
    private let stream: ByteStream
    private lazy var parser = MessageParser(.response, delegate: self)
    private let answersHead: Bool
    private var body: MessageBody?
    private var head: (status: HTTPStatus, fields: HTTPFields)?
    private var failure: HTTPError?
    private var isClosed = false
    private var waiter: CheckedContinuation<Void, Never>?

    init(_ stream: ByteStream, answersHead: Bool) {
        self.stream = stream
        self.answersHead = answersHead
        stream.loop.execute {
            self.parser.skipsBody = answersHead
            stream.delegate = self
            stream.setReading(true)
        }
    }

    /// Sends the request and waits for the answer's head; the answer may come before the request is sent whole.
    func exchange(_ request: [UInt8], deadline: Duration) async throws -> HTTPClientResponse {
        try await withTaskExecutorPreference(stream.loop) { try await self.exchangeOnLoop(request, deadline) }
    }

    @concurrent private func exchangeOnLoop(_ request: [UInt8], _ deadline: Duration) async throws -> HTTPClientResponse {
        precondition(stream.loop.isCurrent)
        request.withUnsafeBytes { stream.writeNow($0) }
        let timer = stream.loop.schedule(after: deadline) { [weak self] in self?.fail(.timedOut, "the server did not answer in time") }
        defer { timer.cancel() }
        await headArrival()
        try Task.checkCancellation()
        if let failure { throw failure }
        guard let head, let body else { throw HTTPError(.disconnected, "the server closed the connection without an answer") }
        return HTTPClientResponse(status: head.status, fields: head.fields, body: body, connection: self)
    }

    private func headArrival() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                guard head == nil, failure == nil, !isClosed else { return continuation.resume() }
                waiter = continuation
            }
        } onCancel: {
            stream.close()
        }
    }

    func close() { stream.close() }

    private func fail(_ code: HTTPError.Code, _ message: String) {
        let error = HTTPError(code, message)
        failure = failure ?? error
        body?.fail(error)
        stream.close()
        wake()
    }

    private func wake() {
        guard let waiter else { return }
        self.waiter = nil
        waiter.resume()
    }
}

extension HTTPClientConnection: ByteStreamDelegate {
    func streamDidRead(_ bytes: UnsafeRawBufferPointer) {
        var rest = bytes
        while !rest.isEmpty {
            switch parser.parse(rest) {
            case .consumed: return
            case .malformed(let reason): return fail(.malformed, "the server's answer is malformed: \(reason)")
            case .paused(let used):
                // Behind an interim answer (1xx) the real one follows; behind the real one nothing may.
                guard body == nil else { return stream.close() }
                parser.resume()
                rest = UnsafeRawBufferPointer(rebasing: rest[used...])
            }
        }
    }

    func streamDidReachEnd() {
        if body?.isComplete != true, !parser.finish() || body?.isComplete != true {
            fail(.disconnected, "the server closed the connection before the answer was complete")
        }
        stream.close()
    }

    func streamDidDrain() {}

    func streamDidClose() {
        isClosed = true
        body?.fail(HTTPError(.disconnected, "the connection is closed"))
        wake()
    }
}

extension HTTPClientConnection: MessageParserDelegate {
    func parserDidReadHead(_ parser: MessageParser) -> Bool {
        guard parser.statusCode >= 200 else {
            _ = parser.takeFields()
            return true
        }
        // Held weakly by the body's owner at most: a body that outlives its connection has nothing left to pause.
        let body = MessageBody(loop: stream.loop) { [weak stream] in stream?.setReading($0) }
        self.body = body
        head = (HTTPStatus(parser.statusCode), parser.takeFields())
        wake()
        return true
    }

    func parserDidReadBody(_ bytes: UnsafeRawBufferPointer) { body?.push(bytes) }

    func parserDidFinishMessage() { body?.finish() }
}
