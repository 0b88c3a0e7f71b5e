import HTTP
import JSON
import Records
import TestSupport
import Testing

@testable import AgentServer

/// Requests that come again after their work was done and their answer was lost.
@Suite(.timeLimit(.minutes(2))) struct RepeatedRequestTests {
    private static func message(_ text: String) -> JSONValue {
        ["type": "user.message", "content": [["type": "text", "text": .string(text)]]]
    }

    @Test func eventsThatAreSentAgainAreTakenInOnce() async throws {
        try await ManagedClient.run(records: ForgetfulStore(losses: 1)) { client in
            let session = try await client.session()
            let body: JSONValue = ["events": [Self.message("one"), Self.message("two")]]
            #expect(try await client.ask(.post, "/sessions/\(session)/events", body, key: "k").status == 500)
            let again = try await client.ask(.post, "/sessions/\(session)/events", body, key: "k")
            #expect(again.status == 200)
            #expect(try await client.ask(.post, "/sessions/\(session)/events", body, key: "k").json == again.json)
            let isOver = try await eventually {
                let events = try await client.events(session)
                return events.count { $0.type == "agent.message" } == 2 && events.last?.type == "session.status_idle"
            }
            #expect(isOver)
            let sent = try await client.events(session, "?types%5B%5D=user.message").map { $0["id"] }
            #expect(sent == again.json["data"]?.array?.map { $0["id"] })
        }
    }

    @Test func whatIsSentAgainLaterIsFoundBehindTheRest() async throws {
        try await ManagedClient.run(records: ForgetfulStore(losses: 1)) { client in
            let session = try await client.session()
            let body: JSONValue = ["events": [Self.message("one")]]
            #expect(try await client.ask(.post, "/sessions/\(session)/events", body, key: "k").status == 500)
            _ = try await client.rest(session)
            _ = try await client.say("something else", in: session)
            let before = try await client.rest(session, times: 2)
            #expect(try await client.ask(.post, "/sessions/\(session)/events", body, key: "k").status == 200)
            #expect(try await client.events(session) == before)
        }
    }

    @Test func answersThatAreSentAgainAreTheSame() async throws {
        try await ManagedClient.run(records: ForgetfulStore(losses: 1)) { client in
            let session = try await client.session()
            let body: JSONValue = ["events": [["type": "user.interrupt"]]]
            #expect(try await client.ask(.post, "/sessions/\(session)/events", body, key: "k").status == 500)
            let again = try await client.ask(.post, "/sessions/\(session)/events", body, key: "k")
            #expect(again.status == 200)
            #expect(try await client.events(session).map { $0["id"] } == again.json["data"]?.array?.map { $0["id"] })
        }
    }

    @Test func aSessionThatIsCreatedAgainIsOne() async throws {
        try await ManagedClient.run(records: ForgetfulStore(losses: 1)) { client in
            let body: JSONValue = ["agent": "agent_1", "environment_id": "env_1", "initial_events": [Self.message("hello")]]
            #expect(try await client.ask(.post, "/sessions", body, key: "k").status == 500)
            let again = try await client.ask(.post, "/sessions", body, key: "k")
            #expect(again.status == 200)
            let sessions = try await client.get("/sessions")["data"]?.array ?? []
            #expect(sessions.map { $0["id"] } == [again.json["id"]])
            let events = try await client.rest(again.json["id"]?.string ?? "")
            #expect(events.count { $0.type == "user.message" } == 1)
        }
    }

    @Test func aSessionWhoseMessagesCouldNotBeTakenInIsTried() async throws {
        try await ManagedClient.run {
            $0.maxSessions = 1
        } _: { client in
            let first = try await client.session(["initial_events": [Self.message("hello")]])
            _ = try await client.rest(first)
            let body: JSONValue = ["agent": "agent_1", "environment_id": "env_1", "initial_events": [Self.message("hello")]]
            #expect(try await client.ask(.post, "/sessions", body, key: "k").status == 507)
            #expect(try await client.ask(.delete, "/sessions/\(first)").status == 200)
            let again = try await client.ask(.post, "/sessions", body, key: "k")
            #expect(again.status == 200)
            #expect(try await client.rest(again.json["id"]?.string ?? "").count { $0.type == "user.message" } == 1)
        }
    }

    @Test func ofASessionThatIsGoneNothingIsAnsweredOrMadeAgain() async throws {
        let records = MemoryRecordStore()
        try await ManagedClient.run(records: records) { client in
            let body: JSONValue = ["agent": "agent_1", "environment_id": "env_1", "title": "a secret title"]
            let made = try await client.ask(.post, "/sessions", body, key: "k")
            let session = made.json["id"]?.string ?? ""
            #expect(try await client.ask(.post, "/sessions", body, key: "k").json == made.json)
            let message: JSONValue = ["events": [Self.message("a secret message")]]
            let sent = try await client.ask(.post, "/sessions/\(session)/events", message, key: "l")
            #expect(try await client.ask(.post, "/sessions/\(session)/events", message, key: "l").json == sent.json)
            #expect(try await !Self.kept(records).contains("a secret message"))
            _ = try await client.rest(session)
            #expect(try await client.ask(.delete, "/sessions/\(session)").status == 200)
            #expect(try await !Self.kept(records).contains("a secret title"))
            #expect(try await client.ask(.post, "/sessions", body, key: "k").status == 404)
            #expect(try await client.ask(.post, "/sessions/\(session)/events", message, key: "l").status == 404)
            #expect(try await client.get("/sessions")["data"] == [])
        }
    }

    /// All that is kept of requests that may be repeated.
    private static func kept(_ records: MemoryRecordStore) async throws -> String {
        var text = ""
        for kind in ["idempotency", "idempotency_answer"] {
            let page = try await records.page(RecordQuery(RecordKind(rawValue: kind), limit: 100))
            text += page.records.map { $0.body.serializedString() }.joined()
        }
        return text
    }

    @Test func aForkThatIsMadeAgainIsOne() async throws {
        try await ManagedClient.run(records: ForgetfulStore(losses: 1)) { client in
            let session = try await client.session()
            _ = try await client.say("hello", in: session)
            _ = try await client.rest(session)
            #expect(try await client.ask(.post, "/sessions/\(session)/fork", [:], key: "k").status == 500)
            let again = try await client.ask(.post, "/sessions/\(session)/fork", [:], key: "k")
            #expect(again.status == 200)
            #expect(try await client.get("/sessions")["data"]?.array?.count == 2)
        }
    }

    @Test func aResourceThatIsAddedAgainIsOne() async throws {
        try await ManagedClient.run(records: ForgetfulStore(losses: 1)) { client in
            let session = try await client.session()
            let body: JSONValue = ["type": "file", "file_id": "file_1"]
            #expect(try await client.ask(.post, "/sessions/\(session)/resources", body, key: "k").status == 500)
            let again = try await client.ask(.post, "/sessions/\(session)/resources", body, key: "k")
            #expect(again.status == 200)
            #expect(try await client.get("/sessions/\(session)/resources")["data"]?.array == [again.json])
            // Also when the session has been archived meanwhile.
            #expect(try await client.ask(.post, "/sessions/\(session)/archive").status == 200)
            #expect(try await client.ask(.post, "/sessions/\(session)/resources", body, key: "k").json == again.json)
            #expect(try await client.ask(.post, "/sessions/\(session)/resources", body, key: "l").status == 400)
        }
    }

    @Test func aTicketThatIsAskedForAgainIsTheSame() async throws {
        try await ManagedClient.run { client in
            let session = try await client.session()
            let path = "/sessions/\(session)/stream_tickets"
            let first = try await client.ask(.post, path, [:], key: "k")
            #expect(try await client.ask(.post, path, [:], key: "k").json == first.json)
            #expect(try await client.ask(.post, path, ["expires_in_seconds": 9], key: "k").status == 422)
            #expect(try await client.ask(.post, path, [:], key: "l").json["ticket"] != first.json["ticket"])
            #expect(try await client.ask(.post, path, [:]).json["ticket"] != first.json["ticket"])
        }
    }

    @Test func severalEventsAreTakenInTogetherOrNotAtAll() async throws {
        try await ManagedClient.run {
            ($0.maxAgents, $0.waitingLimit) = (1, 0)
        } _: { client in
            let session = try await client.session()
            let two: JSONValue = ["events": [Self.message("one"), Self.message("two")]]
            #expect(try await client.ask(.post, "/sessions/\(session)/events", two).status == 503)
            #expect(try await client.events(session).isEmpty)
            _ = try await client.say("hello", in: session)
            #expect(try await client.rest(session).count { $0.type == "user.message" } == 1)
        }
    }
}
