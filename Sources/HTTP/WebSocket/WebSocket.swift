/// One WebSocket, from the server's end: text comes in and goes out, pings are answered, a close is returned.
///
/// One task reads, any number may send. It ends with the handler that opened it.
public final class WebSocket: Sendable {
    /// The reasons to close (RFC 6455, section 7.4).
    public enum CloseCode: UInt16, Sendable, Hashable {
        /// All has been said.
        case normal = 1000
        /// The server stops.
        case goingAway = 1001
        /// The client may not do that.
        case policy = 1008
        /// The server has failed.
        case failed = 1011
    }

    private let tunnel: HTTPTunnel
    private let limit: Int

    /// Answers a request that opens a WebSocket.
    ///
    /// - Parameter limit: Bytes of one message that comes in.
    /// - Throws: `HTTPError` with code `malformed` when the request opens none.
    public static func open(
        _ request: HTTPRequest,
        _ response: ResponseWriter,
        fields: [(String, String)] = [],
        limit: Int
    ) async throws -> WebSocket {
        let answer = try WebSocketHandshake.answer(to: request.fields)
        return WebSocket(tunnel: try await response.upgrade(answer + fields), limit: limit)
    }

    private init(tunnel: HTTPTunnel, limit: Int) {
        self.tunnel = tunnel
        self.limit = limit
    }

    /// Sends a text; suspends while the client is slow.
    ///
    /// - Throws: `HTTPError` when the client has left or takes nothing for too long.
    public func send(_ text: [UInt8]) async throws { try await write(.text, text) }

    /// Asks for a sign of life.
    public func ping() async throws { try await write(.ping, []) }

    /// Says that nothing more is sent; what is sent later goes nowhere.
    public func close(_ code: CloseCode, _ reason: String = "") async { await close(code.rawValue, reason) }

    /// Gives each text to `body`, until the client closes.
    ///
    /// - Throws: `HTTPError` when the client leaves without a word or breaks the protocol, `CancellationError`, what `body` throws.
    public func receive(_ body: ([UInt8]) async throws -> Void) async throws {
        var reader = WebSocketReader(limit: limit)
        while let bytes = try await tunnel.body.read() {
            reader.push(bytes)
            while let event = try await next(&reader) {
                switch event {
                case .text(let text): try await body(text)
                case .ping(let payload): try await write(.pong, payload)
                case .pong: continue
                case .close(let code): return await close(code == 1005 ? 1000 : code, "")
                }
            }
        }
    }

    private func next(_ reader: inout WebSocketReader) async throws -> WebSocketReader.Event? {
        do throws(WebSocketReader.Fault) { return try reader.next() } catch {
            await close(error.code, error.reason)
            throw HTTPError(.malformed, error.reason)
        }
    }

    private func close(_ code: UInt16, _ reason: String) async {
        await tunnel.finish(WebSocketFrame(kind: .close, payload: [UInt8(code >> 8), UInt8(code & 0xFF)] + Array(reason.utf8)).bytes)
    }

    private func write(_ kind: WebSocketFrame.Kind, _ payload: [UInt8]) async throws {
        try await tunnel.write(WebSocketFrame(kind: kind, payload: payload).bytes)
    }
}
