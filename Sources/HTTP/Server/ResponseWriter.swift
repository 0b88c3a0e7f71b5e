public import EventLoop

/// The answer to one request: either whole by `respond`, or in pieces by `start` and `write`.
///
/// `@unchecked Sendable`: touched on the connection's loop only; the public calls hop there when made from elsewhere.
public final class ResponseWriter: @unchecked Sendable {
    enum State { case waiting, streaming, finished }

    private let connection: HTTPServerConnection
    private let sendsBody: Bool
    private let chunks: Bool
    private(set) var state = State.waiting

    init(_ connection: HTTPServerConnection, method: HTTPMethod, minorVersion: Int) {
        self.connection = connection
        sendsBody = method != .head
        chunks = minorVersion >= 1
    }

    /// The loop that the connection lives on.
    public var loop: EventLoop { connection.loop }

    /// Sends a whole answer with its length. Once.
    public func respond(_ status: HTTPStatus, _ fields: [(String, String)] = [], body: [UInt8] = []) async {
        await connection.onLoop { self.respondNow(status, fields, body) }
    }

    /// Sends the head of a streamed answer.
    public func start(_ status: HTTPStatus, _ fields: [(String, String)]) async {
        await connection.onLoop { self.startNow(status, fields) }
    }

    /// Sends a piece of a streamed answer; suspends while the peer is slow.
    ///
    /// - Throws: `HTTPError` when the peer has left or takes nothing for too long.
    public func write(_ bytes: [UInt8]) async throws {
        await connection.onLoop { self.writeNow(bytes) }
        try await connection.drained()
    }

    /// Ends the connection without completing the answer, once what has been written has been sent.
    public func cut() async {
        await connection.onLoop {
            self.state = .finished
            self.connection.cut()
        }
    }

    // MARK: - On the loop

    func respondNow(_ status: HTTPStatus, _ fields: [(String, String)], _ body: [UInt8]) {
        guard state == .waiting else { return }
        state = .finished
        var bytes = connection.head(status, fields)
        bytes.put("Content-Length: ")
        bytes.put(decimal: body.count)
        bytes.put("\r\n\r\n")
        if sendsBody { bytes += body }
        connection.send(bytes)
    }

    private func startNow(_ status: HTTPStatus, _ fields: [(String, String)]) {
        guard state == .waiting else { return }
        state = .streaming
        if !chunks { connection.closesAfterResponse = true }
        var bytes = connection.head(status, fields)
        bytes.put(chunks ? "Transfer-Encoding: chunked\r\n\r\n" : "\r\n")
        connection.send(bytes)
    }

    private func writeNow(_ bytes: [UInt8]) {
        guard state == .streaming, sendsBody, !bytes.isEmpty else { return }
        guard chunks else { return connection.send(bytes) }
        var chunk: [UInt8] = []
        chunk.reserveCapacity(bytes.count + 12)
        chunk.put(hex: bytes.count)
        chunk.put("\r\n")
        chunk += bytes
        chunk.put("\r\n")
        connection.send(chunk)
    }

    /// Ends the answer after its handler has returned.
    func finishNow() {
        switch state {
        case .waiting: respondNow(.internalServerError, [("Content-Type", "application/json")], Array(#"{"detail":"no answer"}"#.utf8))
        case .streaming where chunks && sendsBody: connection.send(Array("0\r\n\r\n".utf8))
        case .streaming, .finished: break
        }
        state = .finished
    }

    /// The handler has failed: an error answer if none has begun, else a cut stream, which tells the peer that it is not whole.
    func failNow(_ error: any Error) {
        guard state == .streaming else { return failBeforeStart(error) }
        state = .finished
        connection.abort()
    }

    private func failBeforeStart(_ error: any Error) {
        let status: HTTPStatus =
            switch (error as? HTTPError)?.code {
            case .bodyTooLarge: .contentTooLarge
            case .malformed: .badRequest
            case .timedOut: .requestTimeout
            case .disconnected, nil: .internalServerError
            }
        let detail = status == .internalServerError ? "internal error" : "\(error)"
        respondNow(status, [("Content-Type", "application/json")], Array("{\"detail\":\"\(detail)\"}".utf8))
    }
}
