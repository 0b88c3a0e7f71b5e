@testable import AgentServer
import ClaudeAgent
import HTTP
import JSON
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct EventEndpointTests {
    @Test func aTurnRunsFromTheMessageToIdle() async throws {
        try await ManagedClient.run { client in
            let session = try await client.session()
            var stream = try await client.stream(session)
            let id = try await client.say("hello", in: session)
            try await stream.reach { $0.event == "session.status_idle" }
            let events = try await client.events(session)
            let streamed = stream.events.filter { $0.event != "ping" }
            #expect(streamed.compactMap { $0.data.flatMap { try? JSONValue(parsing: $0) } } == events)
            #expect(streamed.map(\.event) == events.map(\.type))
            #expect(events.map(\.type).starts(with: ["session.thread_status_running", "session.status_running", "user.message"]))
            #expect(events[2]["id"]?.string == id)
            let message = events.first { $0.type == "agent.message" }
            #expect(message?["content"]?[0]?["text"] == "turn 1; first prompt was hello")
            stream.leave()
        }
    }

    @Test func aStreamBeginsWithWhatComesAfterIt() async throws {
        try await ManagedClient.run { client in
            let session = try await client.session()
            _ = try await client.say("one", in: session)
            let before = try await client.rest(session)
            var stream = try await client.stream(session)
            #expect(stream.response.status.code == 200)
            _ = try await client.say("two", in: session)
            try await stream.reach { $0.event == "session.status_idle" }
            let after = try await client.events(session).dropFirst(before.count)
            #expect(stream.events.filter { $0.event != "ping" }.map(\.event) == after.map(\.type))
            stream.leave()
        }
    }

    @Test func aStreamThatWasLostGoesOnWithoutGap() async throws {
        try await ManagedClient.run { client in
            let session = try await client.session()
            _ = try await client.say("one", in: session)
            let all = try await client.rest(session)
            for cut in 0..<all.count {
                let id = all[cut]["id"]?.string ?? ""
                var stream = try await client.stream(session, "?after=\(id)")
                var seen: [String] = []
                while seen.count < all.count - cut - 1, let event = try await stream.next() { seen.append(event.event ?? "") }
                #expect(seen == all.dropFirst(cut + 1).map(\.type))
                stream.leave()
            }
            var whole = try await client.stream(session, "?after=0.0")
            try await whole.reach { $0.event == "session.status_idle" }
            whole.leave()
            let third = whole.events[2]
            var rest = try await client.stream(session, "", [("Last-Event-ID", third.id ?? "")])
            try await rest.reach { $0.event == "session.status_idle" }
            #expect(rest.events.map(\.id) == whole.events.dropFirst(3).map(\.id))
            rest.leave()
            let path = "/sessions/\(session)/events/stream"
            for place in ["sevt_x", "9999.0", "-1.0"] { #expect(try await client.ask(.get, "\(path)?after=\(place)").status == 400) }
            #expect(try await client.server.exchange(.get, "/v1\(path)", [("Last-Event-ID", "9999.0")]).status == 400)
        }
    }

    @Test func listsHavePagesTypesAndOrders() async throws {
        try await ManagedClient.run { client in
            let session = try await client.session()
            for number in 1...3 {
                _ = try await client.say("number \(number)", in: session)
                _ = try await client.rest(session, times: number)
            }
            let all = try await client.events(session)
            #expect(try await client.events(session, "?order=desc") == all.reversed())
            let messages = try await client.events(session, "?types%5B%5D=agent.message&types%5B%5D=user.message")
            #expect(messages.map(\.type) == Array(repeating: ["user.message", "agent.message"], count: 3).flatMap(\.self))
            var paged: [JSONValue] = []
            var query = "?limit=4"
            while true {
                let page = try await client.get("/sessions/\(session)/events\(query)")
                paged += page["data"]?.array ?? []
                guard let next = page["next_page"]?.string else { break }
                query = "?limit=4&page=\(next)"
            }
            #expect(paged == all)
            let time = all[5]["processed_at"]?.string ?? ""
            #expect(try await client.events(session, "?created_at%5Bgt%5D=\(time)") == Array(all.dropFirst(6)))
            #expect(try await client.ask(.get, "/sessions/\(session)/events?limit=1001").status == 400)
        }
    }

    @Test(arguments: [
        #"{}"#, #"{"events":[]}"#, #"{"events":[{"type":"user.nonsense"}]}"#, #"{"events":[{"type":"user.message","content":[]}]}"#,
        #"{"events":[{"type":"user.message","content":[{"type":"redacted"}]}]}"#,
        #"{"events":[{"type":"user.tool_confirmation","tool_use_id":"sevt_x","result":"allow"}]}"#,
        #"{"events":[{"type":"user.tool_confirmation","tool_use_id":"sevt_x","result":"allow","deny_message":"n"}]}"#,
        #"{"events":[{"type":"user.custom_tool_result","custom_tool_use_id":"sevt_x"}]}"#,
        #"{"events":[{"type":"user.tool_result","tool_use_id":"x"}]}"#, #"{"events":[{"type":"system.message","content":[]}]}"#,
        #"{"events":[{"type":"user.define_outcome","description":"d"}]}"#,
        #"{"events":[{"type":"user.interrupt","session_thread_id":"sthr_x"}]}"#,
        #"{"events":[{"type":"user.message","content":[{"type":"text","text":"a"}]},{"type":"user.interrupt","session_thread_id":"x"}]}"#,
    ])
    func whatCannotBeTakenIsRefusedWhole(body: String) async throws {
        try await ManagedClient.run { client in
            let session = try await client.session()
            let answer = try await client.ask(.post, "/sessions/\(session)/events", JSONValue(parsing: body))
            #expect(answer.status == 400, "\(answer.json)")
            #expect(try await client.events(session).isEmpty)
            #expect(try await client.get("/sessions/\(session)")["status"] == "idle")
        }
    }

    @Test func messagesThatWaitAreListedLastWithoutATime() async throws {
        try await ManagedClient.run { client in
            let session = try await client.session()
            _ = try await client.say("[[fake:wait 60000]]", in: session)
            let second = try await client.say("later", in: session)
            let listed = try await client.events(session)
            #expect(listed.last?["id"]?.string == second && listed.last?["processed_at"] == .null)
            _ = try await client.post("/sessions/\(session)/events", ["events": [["type": "user.interrupt"]]])
            let rest = try await client.rest(session)
            #expect(rest.filter { $0["id"]?.string == second }.count == 1)
        }
    }

    @Test func aTicketOpensItsStreamAndNothingElse() async throws {
        try await ManagedClient.run {
            $0.authToken = .init("a-token-of-no-value")
        } _: { client in
            let key = [("Authorization", "Bearer a-token-of-no-value"), ("Content-Type", "application/json")]
            func make(_ path: String, _ body: String) async throws -> JSONValue {
                try JSONValue(parsing: try await client.server.exchange(.post, "/v1\(path)", key, body).text)
            }
            let body = #"{"agent":"agent_1","environment_id":"env_1"}"#
            let session = try await make("/sessions", body)["id"]?.string ?? ""
            let other = try await make("/sessions", body)["id"]?.string ?? ""
            let ticket = try await make("/sessions/\(session)/stream_tickets", "{}")["ticket"]?.string ?? ""
            let stream = try await client.stream(session, "?ticket=\(ticket)")
            #expect(stream.response.status.code == 200)
            stream.leave()
            for path in ["/sessions/\(other)/events/stream", "/sessions/\(session)/events", "/sessions/\(session)"] {
                #expect(try await client.server.exchange(.get, "/v1\(path)?ticket=\(ticket)").status == 401)
            }
            #expect(!client.server.log.text.contains(ticket))
        }
    }

    @Test func aStreamEndsWithItsTicket() async throws {
        try await ManagedClient.run { client in
            let session = try await client.session()
            // Long enough for it to be opened on a machine that is busy.
            let body: JSONValue = ["expires_in_seconds": 8]
            let ticket = try await client.post("/sessions/\(session)/stream_tickets", body)["ticket"]?.string ?? ""
            var stream = try await client.stream(session, "?ticket=\(ticket)")
            while let event = try await stream.next() { #expect(event.event == "ping") }
        }
    }

    @Test func historyIsThereAsMessages() async throws {
        try await ManagedClient.run { client in
            let session = try await client.session()
            _ = try await client.say("[[fake:tool Read {\"file_path\":\"/x\"}]]", in: session)
            _ = try await client.rest(session)
            let messages = try await client.get("/sessions/\(session)/messages")["data"]?.array ?? []
            #expect(messages.map { $0["role"] } == ["user", "assistant", "user", "assistant"])
            let call = messages[1]["content"]?.array?.first { $0.type == "tool_use" }
            #expect(messages[2]["content"]?[0]?["tool_use_id"] == call?["id"])
        }
    }
}
