public import EventLoop
internal import JSON

/// The answer to one request: either whole by `respond`, or in pieces by `start` and `write`.
///
/// Names and values of fields lose CR, LF and NUL, which would end the field early.
/// `@unchecked Sendable`: touched on the connection's loop only; the public calls hop there when made from elsewhere.
public final class ResponseWriter: @unchecked Sendable {
    private enum State { case waiting, streaming(ResponseFraming), finished }

    static let jsonFields = [("Content-Type", "application/json")]

    private let connection: HTTPServerConnection
    private let method: HTTPMethod
    private let minorVersion: Int
    private var state = State.waiting {
        didSet { if isFinished { connection.farewell = [] } }
    }

    init(_ connection: HTTPServerConnection, _ request: HTTPRequest) {
        self.connection = connection
        method = request.method
        minorVersion = request.minorVersion
    }

    /// The answer to something that was no request.
    init(_ connection: HTTPServerConnection) {
        self.connection = connection
        method = .get
        minorVersion = 1
    }

    /// The status that has been sent, if one has. Read it on the connection's loop.
    public private(set) var status: HTTPStatus?

    /// The loop that the connection lives on.
    public var loop: EventLoop { connection.loop }

    /// Sends a whole answer with its length. Once.
    public func respond(_ status: HTTPStatus, _ fields: [(String, String)] = [], body: [UInt8] = []) async {
        await connection.onLoop { self.respondNow(status, fields, body) }
    }

    /// Sends the head of a streamed answer.
    ///
    /// - Parameter farewell: The last piece for a peer that takes nothing for too long, if it ever takes something again.
    public func start(_ status: HTTPStatus, _ fields: [(String, String)], farewell: [UInt8] = []) async {
        await connection.onLoop {
            self.startNow(status, fields)
            self.connection.farewell = self.framed(farewell)
        }
    }

    /// Sends a piece of a streamed answer; suspends while the peer is slow. Any number of tasks may write; each piece stays whole.
    ///
    /// - Throws: `HTTPError` when the peer has left or takes nothing for too long, `CancellationError` when the task is cancelled.
    public func write(_ bytes: [UInt8]) async throws {
        await connection.onLoop { self.writeNow(bytes) }
        try await connection.drained()
    }

    /// Sends a last piece and ends a streamed answer while its handler goes on; waits for nobody.
    ///
    /// The answer is whole for the peer, whose leaving no longer cancels the handler. What is written later is dropped. The
    /// connection's next request is read once the handler has returned: a kept connection waits that long, another one does not.
    public func finish(_ bytes: [UInt8]) async {
        await connection.onLoop {
            guard case .streaming = self.state else { return }
            self.writeNow(bytes)
            self.finishNow()
            self.connection.answerIsOver()
        }
    }

    /// Ends the connection without completing the answer, once what has been written has been sent.
    public func cut() async {
        await connection.onLoop {
            self.state = .finished
            self.connection.cut()
        }
    }

    /// Changes the connection's protocol by an answer 101; gives what comes and goes from then on, while the handler runs.
    ///
    /// - Throws: `HTTPError` when the request has been answered already.
    public func upgrade(_ fields: [(String, String)]) async throws -> HTTPTunnel {
        guard loop.isCurrent else { return try await withTaskExecutorPreference(loop) { try await self.upgradeOnLoop(fields) } }
        return try upgradeNow(fields)
    }

    @concurrent private func upgradeOnLoop(_ fields: [(String, String)]) async throws -> HTTPTunnel {
        precondition(loop.isCurrent)
        return try upgradeNow(fields)
    }

    private func upgradeNow(_ fields: [(String, String)]) throws(HTTPError) -> HTTPTunnel {
        guard case .waiting = state else { throw HTTPError(.malformed, "the request has been answered already") }
        state = .finished
        status = HTTPStatus(101)
        connection.send(connection.upgradeHead(fields))
        return HTTPTunnel(connection, connection.beginTunnel())
    }

    /// Whether the answer has been ended, so that nothing can be added to it.
    public func isOver() async -> Bool {
        if loop.isCurrent { return isFinished }
        return await withCheckedContinuation { continuation in
            let isTaken = loop.execute { continuation.resume(returning: self.isFinished) }
            if !isTaken { continuation.resume(returning: true) }
        }
    }

    private var isFinished: Bool { if case .finished = state { true } else { false } }

    func respondNow(_ status: HTTPStatus, _ fields: [(String, String)], _ body: [UInt8]) {
        guard case .waiting = state else { return }
        state = .finished
        self.status = status
        let framing = ResponseFraming.whole(status, for: method)
        var bytes = connection.head(status, fields, minorVersion: minorVersion)
        if framing.length == .declared {
            bytes.put("Content-Length: ")
            bytes.put(decimal: body.count)
            bytes.put("\r\n")
        }
        bytes.put("\r\n")
        if framing.sendsBody { bytes += body }
        connection.send(bytes)
    }

    private func startNow(_ status: HTTPStatus, _ fields: [(String, String)]) {
        guard case .waiting = state else { return }
        self.status = status
        let framing = ResponseFraming.streamed(status, for: method, minorVersion: minorVersion)
        state = .streaming(framing)
        if framing.length == .untilClose { connection.closesAfterResponse = true }
        var bytes = connection.head(status, fields, minorVersion: minorVersion)
        if framing.length == .chunked { bytes.put("Transfer-Encoding: chunked\r\n") }
        bytes.put("\r\n")
        connection.send(bytes)
    }

    private func writeNow(_ bytes: [UInt8]) { connection.send(framed(bytes)) }

    /// A piece of the answer as it goes out; nothing where none can.
    private func framed(_ bytes: [UInt8]) -> [UInt8] {
        guard case .streaming(let framing) = state, framing.sendsBody, !bytes.isEmpty else { return [] }
        guard framing.length == .chunked else { return bytes }
        var chunk: [UInt8] = []
        chunk.reserveCapacity(bytes.count + 12)
        chunk.put(hex: bytes.count)
        chunk.put("\r\n")
        chunk += bytes
        chunk.put("\r\n")
        return chunk
    }

    /// Ends the answer after its handler has returned.
    func finishNow() {
        switch state {
        case .waiting: respondNow(.internalServerError, Self.jsonFields, Self.detail("no answer"))
        case .streaming(let framing): if framing.length == .chunked, framing.sendsBody { connection.send(Array("0\r\n\r\n".utf8)) }
        case .finished: break
        }
        state = .finished
    }

    /// The handler has failed: an error answer if none has begun, else a cut stream, which tells the peer that it is not whole.
    func failNow(_ error: any Error) {
        if case .waiting = state { failBeforeStart(error) }
        cutUnfinished()
        state = .finished
    }

    /// Cuts a stream that has not been finished.
    func cutUnfinished() {
        guard case .streaming(let framing) = state else { return }
        state = .finished
        // Without its last chunk the answer is seen to be cut; one that only the close ends must be seen to fail.
        if framing.length == .chunked { connection.cut() } else { connection.abort() }
    }

    private func failBeforeStart(_ error: any Error) {
        let status: HTTPStatus =
            switch (error as? HTTPError)?.code {
            case .bodyTooLarge: .contentTooLarge
            case .malformed: .badRequest
            case .timedOut: .requestTimeout
            case .disconnected, nil: .internalServerError
            }
        respondNow(status, Self.jsonFields, Self.detail(status == .internalServerError ? "internal error" : "\(error)"))
    }

    static func detail(_ text: String) -> [UInt8] { JSONValue.object(["detail": .string(text)]).serialized() }
}
