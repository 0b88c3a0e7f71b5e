internal import EventLoop

/// One connection of the client, for one exchange.
///
/// `@unchecked Sendable`: touched on the stream's loop only; `response` and `close` hop there first.
final class HTTPClientConnection: @unchecked Sendable {
    private let stream: ByteStream
    private lazy var parser = MessageParser(.response, delegate: self)
    private var body: MessageBody?
    private var head: (status: HTTPStatus, fields: HTTPFields)?
    private var failure: HTTPError?
    private var waiter: CheckedContinuation<Void, Never>?
    private var timer: LoopTimer?

    init(_ stream: ByteStream) {
        self.stream = stream
        stream.loop.execute {
            stream.delegate = self
            stream.setReading(true)
        }
    }

    func response(deadline: Duration) async throws -> HTTPClientResponse {
        try await withTaskExecutorPreference(stream.loop) { try await self.responseOnLoop(deadline) }
    }

    @concurrent private func responseOnLoop(_ deadline: Duration) async throws -> HTTPClientResponse {
        precondition(stream.loop.isCurrent)
        timer = stream.loop.schedule(after: deadline) { [weak self] in self?.fail(.timedOut, "the server did not answer in time") }
        defer { timer?.cancel() }
        if head == nil, failure == nil {
            await withTaskCancellationHandler {
                await withCheckedContinuation { waiter = $0 }
            } onCancel: {
                stream.close()
            }
        }
        if let failure { throw failure }
        guard let head, let body else { throw HTTPError(.disconnected, "the server closed the connection without an answer") }
        return HTTPClientResponse(status: head.status, fields: head.fields, body: body, connection: self)
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
                guard body == nil else { return }
                parser.resume()
                rest = UnsafeRawBufferPointer(rebasing: rest[used...])
            }
        }
    }

    func streamDidReachEnd() {
        if body?.isComplete != true, !parser.finish() || body?.isComplete != true {
            fail(.disconnected, "the server closed the connection before the answer was complete")
        }
    }

    func streamDidDrain() {}

    func streamDidClose() {
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
        let stream = stream
        body = MessageBody(loop: stream.loop) { stream.setReading($0) }
        head = (HTTPStatus(parser.statusCode), parser.takeFields())
        wake()
        return true
    }

    func parserDidReadBody(_ bytes: UnsafeRawBufferPointer) { body?.push(bytes) }

    func parserDidFinishMessage() { body?.finish() }
}
