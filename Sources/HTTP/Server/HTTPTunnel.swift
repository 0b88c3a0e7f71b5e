/// A connection that speaks another protocol from here on: bytes come in with a pause while too many wait, and go out as they are.
public struct HTTPTunnel: Sendable {
    private let connection: HTTPServerConnection
    /// What the client sends.
    public let body: MessageBody

    init(_ connection: HTTPServerConnection, _ body: MessageBody) {
        self.connection = connection
        self.body = body
    }

    /// Sends bytes; suspends while the client is slow.
    ///
    /// - Throws: `HTTPError` when the client has left or takes nothing for too long, `CancellationError`.
    public func write(_ bytes: [UInt8]) async throws {
        await connection.onLoop { connection.send(bytes) }
        try await connection.drained()
    }

    /// Sends the last bytes; what is written later goes nowhere. Waits for nobody.
    public func finish(_ bytes: [UInt8]) async {
        await connection.onLoop {
            connection.send(bytes)
            connection.cut()
        }
    }
}
