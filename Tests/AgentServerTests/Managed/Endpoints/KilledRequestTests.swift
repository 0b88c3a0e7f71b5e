import HTTP
import JSON
import TestSupport
import Testing

@testable import AgentServer

/// Requests with a key that are repeated to the next server.
@Suite(.timeLimit(.minutes(2))) struct KilledRequestTests {
    private static func message(_ text: String) -> JSONValue {
        ["type": "user.message", "content": [["type": "text", "text": .string(text)]]]
    }

    @Test func eventsAreTakenInOnce() async throws {
        let body: JSONValue = ["events": [Self.message("one"), Self.message("two")]]
        try await KilledServer.run(at: .taken) { kept in
            let session = try await kept.session()
            _ = try await kept.client.ask(.post, "/sessions/\(session)/events", body, key: "k")
            return session
        } next: { kept, session in
            let again = try await kept.client.ask(.post, "/sessions/\(session)/events", body, key: "k")
            #expect(again.status == 200)
            let isOver = try await eventually {
                try await kept.client.events(session).filter { $0.type == "user.message" && $0["processed_at"] != .null }.count == 2
            }
            #expect(isOver)
            let told = try await kept.client.events(session, "?types[]=user.message").map { $0["id"] }
            #expect(told == again.json["data"]?.array?.map { $0["id"] })
        }
    }

    @Test func anAnswerIsTakenInOnceAndToldAsItIs() async throws {
        try await KilledServer.run(at: .answered) { kept in
            let session = try await kept.waitingSession()
            let open = try await kept.client.events(session).last { $0.type == "agent.custom_tool_use" }?["id"] ?? .null
            let answer: JSONValue = [
                "type": "user.custom_tool_result", "custom_tool_use_id": open, "content": [["type": "text", "text": "sunny"]],
            ]
            let body = JSONValue.object(["events": [answer]])
            _ = try await kept.client.ask(.post, "/sessions/\(session)/events", body, key: "k")
            return (session, body)
        } next: { kept, sent in
            let again = try await kept.client.ask(.post, "/sessions/\(sent.0)/events", sent.1, key: "k")
            #expect(again.status == 200)
            let told = try await kept.client.events(sent.0, "?types[]=user.custom_tool_result")
            #expect(told == again.json["data"]?.array && told.count == 1)
        }
    }

    @Test(arguments: [Failpoint.creating, .taken]) func aSessionIsMadeOnce(point: Failpoint) async throws {
        try await KilledServer.run(at: point) { kept in
            let body: JSONValue = [
                "agent": .string(kept.agent), "environment_id": .string(kept.environment), "initial_events": [Self.message("hello")],
            ]
            _ = try await kept.client.ask(.post, "/sessions", body, key: "k")
            return body
        } next: { kept, body in
            let again = try await kept.client.ask(.post, "/sessions", body, key: "k")
            #expect(again.status == 200, "\(again.json)")
            let session = again.json["id"]?.string ?? ""
            #expect(try await kept.client.rest(session).count { $0.type == "user.message" } == 1)
            let isAlone = try await eventually {
                try await kept.client.get("/sessions")["data"]?.array?.map { $0["id"]?.string } == [session]
            }
            #expect(isAlone)
        }
    }
}
