@testable import AgentServer
import HTTP
import JSON
import Records
import TestSupport
import Testing

/// /v1 on the real `claude`.
@Suite(.timeLimit(.minutes(2)), .serialized) struct RealManagedAPITests {
    private static func run(_ body: @escaping @Sendable (ManagedClient) async throws -> Void) async throws {
        try await RealAgent.run { change in
            try await ManagedClient.run { configuration in
                change(&configuration)
            } _: {
                try await body($0)
            }
        }
    }

    @Test func aTurnIsToldByItsEvents() async throws {
        try await Self.run { client in
            let session = try await client.session()
            _ = try await client.say("Say hello.", in: session)
            let events = try await client.rest(session)
            #expect(events.map(\.type).starts(with: ["session.thread_status_running", "session.status_running", "user.message"]))
            #expect(events.contains { $0.type == "agent.message" })
            #expect(events.last?["stop_reason"] == ["type": "end_turn"])
            let found = try await client.get("/sessions/\(session)")
            #expect(found["status"] == "idle" && found["usage"]?["output_tokens"]?.int ?? 0 > 0)
        }
    }

    @Test func aRefusalOfTheModelIsToldAsSuch() async throws {
        try await Self.run { client in
            let session = try await client.session()
            _ = try await client.say("[[refuse]] [[text:No.]]", in: session)
            let events = try await client.rest(session)
            #expect(events.last?["stop_reason"] == ["type": "refusal"])
            #expect(events.last?["stop_details"]?["type"] == "refusal")
            #expect(!events.contains { $0.type == "session.error" })
            // The session is none the worse for it.
            _ = try await client.say("Say hello.", in: session)
            #expect(try await client.rest(session, times: 2).last?["stop_reason"] == ["type": "end_turn"])
        }
    }

    @Test func aDeletedSessionLeavesNothing() async throws {
        try await Self.run { client in
            let session = try await client.session()
            _ = try await client.say("Say hello.", in: session)
            _ = try await client.rest(session)
            #expect(try await client.ask(.delete, "/sessions/\(session)").status == 200)
            #expect(!client.server.bench.sessions.contains(session))
        }
    }
}
