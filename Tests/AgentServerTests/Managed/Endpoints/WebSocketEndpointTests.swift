import EventLoop
import HTTP
import JSON
import TestSupport
import Testing

@testable import AgentServer

@Suite(.timeLimit(.minutes(2))) struct WebSocketEndpointTests {
    @Test func eventsGoOutAndCommandsComeIn() async throws {
        try await ManagedClient.run { client in
            let session = try await client.session()
            var socket = try await SocketClient.open(client, session)
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
            var socket = try await SocketClient.open(client, session, "?after=\(events[3]["id"]?.string ?? "")")
            #expect(try await socket.reach { $0.type == "session.status_idle" } == Array(events.dropFirst(4)))
            socket.stream.close()
        }
    }

    @Test func aDeletedSessionSaysSoAndCloses() async throws {
        try await ManagedClient.run { client in
            let session = try await client.session()
            var socket = try await SocketClient.open(client, session)
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
            var socket = try await SocketClient.open(client, session)
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
            var socket = try await SocketClient.open(client, session, "?ticket=\(ticket)")
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
