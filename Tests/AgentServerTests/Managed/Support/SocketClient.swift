import EventLoop
import JSON
import Testing

@testable import HTTP

/// A client's end of a WebSocket.
struct SocketClient {
    let stream: ByteStream
    var pending: [UInt8] = []

    static func open(_ client: ManagedClient, _ session: String, _ query: String = "", _ fields: String = "") async throws -> SocketClient {
        let stream = try await client.server.connect()
        let head = """
            GET /v1/sessions/\(session)/ws\(query) HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r
            Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\(fields)\r\n
            """
        try await stream.write(Array(head.utf8))
        var one = SocketClient(stream: stream)
        let answer = try await one.head()
        #expect(answer.hasPrefix("HTTP/1.1 101") && answer.contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), "\(answer)")
        return one
    }

    private mutating func head() async throws -> String {
        while true {
            if let end = pending.indices.dropLast(3).first(where: { Array(pending[$0..<$0 + 4]) == [13, 10, 13, 10] }) {
                defer { pending.removeFirst(end + 4) }
                return String(decoding: pending[..<end], as: UTF8.self)
            }
            guard let bytes = try await stream.read() else { return String(decoding: pending, as: UTF8.self) }
            pending += bytes
        }
    }

    func send(_ json: JSONValue) async throws { try await send(.text, json.serialized()) }

    /// Sends a frame, masked as clients have to.
    func send(_ kind: WebSocketFrame.Kind, _ payload: [UInt8]) async throws {
        var bytes = WebSocketFrame(kind: kind, payload: payload).bytes
        let head = bytes.count - payload.count
        bytes[1] |= 0x80
        bytes.insert(contentsOf: [0, 0, 0, 0], at: head)
        try await stream.write(bytes)
    }

    /// The next frame.
    mutating func next() async throws -> (kind: UInt8, payload: [UInt8])? {
        while true {
            if pending.count >= 2 {
                let short = Int(pending[1])
                let wide = short == 126 ? 2 : short == 127 ? 8 : 0
                if pending.count >= 2 + wide {
                    let length = wide == 0 ? short : pending[2..<2 + wide].reduce(0) { $0 << 8 | Int($1) }
                    if pending.count >= 2 + wide + length {
                        defer { pending.removeFirst(2 + wide + length) }
                        return (pending[0] & 0x0F, Array(pending[(2 + wide)..<(2 + wide + length)]))
                    }
                }
            }
            guard let bytes = try await stream.read() else { return nil }
            pending += bytes
        }
    }

    /// Texts until one fits.
    mutating func reach(_ isWanted: (JSONValue) -> Bool) async throws -> [JSONValue] {
        var texts: [JSONValue] = []
        while let frame = try await next() {
            guard frame.kind == 1 else { continue }
            let json = try JSONValue(parsing: frame.payload)
            texts.append(json)
            if isWanted(json) { return texts }
        }
        Issue.record("the socket ended before that: \(texts.suffix(3))")
        return texts
    }

    /// Reads on to the server's close; gives its code, and whether the connection has ended right after it.
    mutating func closed() async throws -> (code: UInt16, isLast: Bool)? {
        while let frame = try await next() {
            guard frame.kind == WebSocketFrame.Kind.close.rawValue, frame.payload.count >= 2 else { continue }
            return (UInt16(frame.payload[0]) << 8 | UInt16(frame.payload[1]), try await next() == nil)
        }
        return nil
    }
}
