import EventLoop
import JSON
import TestSupport
import Testing

@testable import AgentServer
@testable import HTTP

@Suite(.timeLimit(.minutes(2))) struct WebSocketEndpointTests {
    /// A client's end of a WebSocket.
    private struct Client {
        let stream: ByteStream
        var pending: [UInt8] = []

        static func open(_ client: ManagedClient, _ session: String, _ query: String = "", _ fields: String = "") async throws -> Client {
            let stream = try await client.server.connect()
            let head = """
                GET /v1/sessions/\(session)/ws\(query) HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r
                Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\(fields)\r\n
                """
            try await stream.write(Array(head.utf8))
            var one = Client(stream: stream)
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

        func send(_ json: JSONValue) async throws {
            var bytes = WebSocketFrame(kind: .text, payload: json.serialized()).bytes
            let head = bytes.count - json.serialized().count
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
    }

    @Test func eventsGoOutAndCommandsComeIn() async throws {
        try await ManagedClient.run { client in
            let session = try await client.session()
            var socket = try await Client.open(client, session)
            try await socket.send([
                "request": "r1", "events": [["type": "user.message", "content": [["type": "text", "text": "hello"]]]],
            ])
            let texts = try await socket.reach { $0.type == "session.status_idle" }
            let answer = try #require(texts.first { $0.type == "events_sent" })
            #expect(answer["request"] == "r1")
            let events = try await client.events(session)
            #expect(texts.filter { $0.type != "events_sent" } == events)
            #expect(answer["data"]?[0]?["id"] == events.first { $0.type == "user.message" }?["id"])
            try await socket.send(["events": [["type": "user.nonsense"]]])
            let refusal = try await socket.reach { $0.type == "error" }
            #expect(refusal.last?["error"]?["type"] == "invalid_request_error")
            socket.stream.close()
        }
    }

    @Test func aSocketThatWasLostGoesOn() async throws {
        try await ManagedClient.run { client in
            let session = try await client.session()
            _ = try await client.say("hello", in: session)
            let events = try await client.rest(session)
            var socket = try await Client.open(client, session, "?after=\(events[3]["id"]?.string ?? "")")
            #expect(try await socket.reach { $0.type == "session.status_idle" } == Array(events.dropFirst(4)))
            socket.stream.close()
        }
    }

    @Test func aDeletedSessionSaysSoAndCloses() async throws {
        try await ManagedClient.run { client in
            let session = try await client.session()
            var socket = try await Client.open(client, session)
            #expect(try await client.ask(.delete, "/sessions/\(session)").status == 200)
            #expect(try await socket.reach { $0.type == "session.deleted" }.count == 1)
            let close = try await socket.next()
            #expect(close?.kind == 8 && close?.payload.prefix(2) == [0x03, 0xE8])
            #expect(try await socket.next() == nil)
        }
    }

    @Test func aCommandThatIsRepeatedIsTakenInOnce() async throws {
        try await ManagedClient.run(records: ForgetfulStore(losses: 1)) { client in
            let session = try await client.session()
            var socket = try await Client.open(client, session)
            let events: JSONValue = [["type": "user.message", "content": [["type": "text", "text": "hello"]]]]
            let command: JSONValue = ["idempotency_key": "k", "events": events]
            try await socket.send(command)
            let lost = try await socket.reach { $0.type == "error" }.last
            #expect(lost?["error"]?["type"] == "api_error")
            #expect(client.server.log.text.contains("a command failed"))
            try await socket.send(command.merging(["request": "again"]))
            let sent = try await socket.reach { $0.type == "events_sent" }.last
            #expect(sent?["request"] == "again")
            try await socket.send(["idempotency_key": "k", "events": [["type": "user.interrupt"]]])
            #expect(try await socket.reach { $0.type == "error" }.last?["error"]?["type"] == "invalid_request_error")
            try await socket.send(["idempotency_key": 7, "events": events])
            #expect(try await socket.reach { $0.type == "error" }.last?["error"]?["type"] == "invalid_request_error")
            let told = try await client.rest(session)
            #expect(told.filter { $0.type == "user.message" }.map { $0["id"] } == [sent?["data"]?[0]?["id"]])
            socket.stream.close()
        }
    }

    @Test func aSocketEndsWithItsTicket() async throws {
        try await ManagedClient.run { client in
            let session = try await client.session()
            // Long enough for it to be opened on a machine that is busy.
            let body: JSONValue = ["expires_in_seconds": 8]
            let ticket = try await client.post("/sessions/\(session)/stream_tickets", body)["ticket"]?.string ?? ""
            var socket = try await Client.open(client, session, "?ticket=\(ticket)")
            let close = try await socket.next()
            #expect(close?.kind == 8 && close?.payload.prefix(2) == [0x03, 0xF0])
            #expect(try await socket.next() == nil)
        }
    }

    @Test func pagesOfOthersAndPlainRequestsAreRefused() async throws {
        try await ManagedClient.run { client in
            let session = try await client.session()
            #expect(try await client.ask(.get, "/sessions/\(session)/ws").status == 400)
            let fields = [
                ("Origin", "https://elsewhere.example"), ("Connection", "Upgrade"), ("Upgrade", "websocket"),
                ("Sec-WebSocket-Version", "13"), ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
            ]
            #expect(try await client.server.exchange(.get, "/v1/sessions/\(session)/ws", fields).status == 403)
        }
    }
}
