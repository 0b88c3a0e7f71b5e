import EventLoop
import Testing

@testable import HTTP

@Suite(.timeLimit(.minutes(1))) struct WebSocketTests {
    /// Sends every text back, and a last one after the end, until the client closes.
    @Sendable private static func echo(_ request: HTTPRequest, _ response: ResponseWriter) async throws {
        let socket = try await WebSocket.open(request, response, limit: 1000)
        do { try await socket.receive { try await socket.send($0) } } catch is HTTPError {}
        try await socket.send(Array("late".utf8))
    }

    /// What the server sends after its answer 101, until it closes.
    private func exchange(_ frames: [UInt8]) async throws -> [UInt8] {
        try await ServerFixture.run(handler: Self.echo) { server in
            let stream = try await server.open(
                """
                GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r
                Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n
                """
            )
            defer { stream.close() }
            try await stream.write(frames)
            var all: [UInt8] = []
            while let bytes = try await stream.read() { all += bytes }
            let end = try #require(all.indices.dropLast(3).first { Array(all[$0..<$0 + 4]) == [13, 10, 13, 10] })
            #expect(String(decoding: all[..<end], as: UTF8.self).hasPrefix("HTTP/1.1 101 "))
            return Array(all[(end + 4)...])
        }
    }

    private static func masked(_ kind: UInt8, _ payload: [UInt8]) -> [UInt8] { WebSocketReaderTests.frame(kind, payload) }

    private func frame(_ kind: WebSocketFrame.Kind, _ payload: [UInt8]) -> [UInt8] { WebSocketFrame(kind: kind, payload: payload).bytes }

    @Test func textComesBackAndAPingIsAnswered() async throws {
        let long = [UInt8](repeating: 0x61, count: 700)
        let sent = Self.masked(1, long) + Self.masked(9, [1, 2]) + Self.masked(8, [0x03, 0xE9])
        #expect(try await exchange(sent) == frame(.text, long) + frame(.pong, [1, 2]) + frame(.close, [0x03, 0xE9]))
    }

    @Test func whatIsTooLongClosesTheConnectionWithItsCode() async throws {
        let sent = Self.masked(1, [0x61]) + Self.masked(1, [UInt8](repeating: 0x61, count: 1001))
        let reason = Array("the message is too large".utf8)
        #expect(try await exchange(sent) == frame(.text, [0x61]) + frame(.close, [0x03, 0xF1] + reason))
    }

    @Test func nothingIsSentBehindAClose() async throws {
        #expect(try await exchange(Self.masked(8, [])) == frame(.close, [0x03, 0xE8]))
    }
}
