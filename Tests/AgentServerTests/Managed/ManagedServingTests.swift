import HTTP
import JSON
import TestSupport
import Testing

@testable import AgentServer

/// /v1 as a whole: sessions on the objects that the server keeps.
@Suite(.timeLimit(.minutes(2))) struct ManagedServingTests {
    private static func run(in bench: Workbench, _ body: @escaping @Sendable (ManagedClient) async throws -> Void) async throws {
        try await TestServer.run(in: bench) {
            $0.idleTime = .seconds(600)
        } _: {
            try await body(ManagedClient(server: $0))
        }
    }

    private static func agent(_ client: ManagedClient, _ more: JSONObject = JSONObject()) async throws -> (
        agent: String, environment: String
    ) {
        let body: JSONObject = ["name": "Clerk", "model": "claude-sonnet-4-6", "system": "You are a clerk."]
        let agent = try await client.post("/agents", .object(body.merging(more)))
        let environment = try await client.post("/environments", ["name": "here", "config": ["type": "cloud"]])
        return (agent["id"]?.string ?? "", environment["id"]?.string ?? "")
    }

    @Test func aSessionOfAStoredAgentRunsAndSurvivesARestart() async throws {
        try await Workbench.run { bench in
            let kept = Shared<(session: String, events: [JSONValue])>(("", []))
            try await Self.run(in: bench) { client in
                let (agent, environment) = try await Self.agent(client)
                let session = try await client.post("/sessions", ["agent": .string(agent), "environment_id": .string(environment)])
                #expect(session["agent"]?["system"] == "You are a clerk." && session["agent"]?["version"] == 1)
                let id = session["id"]?.string ?? ""
                _ = try await client.say("hello", in: id)
                let events = try await client.rest(id)
                kept.change { $0 = (id, events) }
                #expect(
                    FakeRecord(bench, id).starts.compactMap { FakeRecord.value("--system-prompt", in: $0) }.first?.hasPrefix(
                        "You are a clerk."
                    ) == true
                )
            }
            try await Self.run(in: bench) { client in
                let (id, events) = kept.value
                #expect(try await client.events(id) == events)
                _ = try await client.say("again", in: id)
                let message = try await client.rest(id, times: 2).last { $0.type == "agent.message" }
                #expect(message?["content"]?[0]?["text"] == "turn 2; first prompt was hello")
            }
        }
    }

    @Test func overridesChangeTheSessionsAgentAlone() async throws {
        try await Workbench.run { bench in
            try await Self.run(in: bench) { client in
                let (agent, environment) = try await Self.agent(client)
                let wish: JSONValue = ["type": "agent_with_overrides", "id": .string(agent), "system": "You are another."]
                let session = try await client.post("/sessions", ["agent": wish, "environment_id": .string(environment)])
                #expect(session["agent"]?["system"] == "You are another." && session["agent"]?["name"] == "Clerk")
                #expect(try await client.get("/agents/\(agent)")["system"] == "You are a clerk.")
                let refused: JSONValue = ["type": "agent_with_overrides", "id": .string(agent), "model": nil]
                #expect(try await client.ask(.post, "/sessions", ["agent": refused, "environment_id": .string(environment)]).status == 400)
            }
        }
    }

    @Test func aForkKnowsWhatWasSaidAndGoesItsOwnWay() async throws {
        try await Workbench.run { bench in
            try await Self.run(in: bench) { client in
                let (agent, environment) = try await Self.agent(client)
                let body: JSONValue = ["agent": .string(agent), "environment_id": .string(environment), "title": "first"]
                let source = try await client.post("/sessions", body)["id"]?.string ?? ""
                _ = try await client.say("hello", in: source)
                let before = try await client.rest(source)
                let fork = try await client.post("/sessions/\(source)/fork", ["title": "second"])
                #expect(fork["title"] == "second" && fork["status"] == "idle" && fork["id"]?.string != source)
                let id = fork["id"]?.string ?? ""
                _ = try await client.say("again", in: id)
                let message = try await client.rest(id).last { $0.type == "agent.message" }
                #expect(message?["content"]?[0]?["text"] == "turn 2; first prompt was hello")
                #expect(try await client.events(source) == before)
                #expect(try await client.ask(.delete, "/sessions/\(source)").status == 200)
                _ = try await client.say("still", in: id)
                #expect(try await client.rest(id, times: 2).last { $0.type == "agent.message" } != nil)
            }
        }
    }

    @Test func theContractLeavesSessionsOfTheAPIAlone() async throws {
        try await Workbench.run { bench in
            try await Self.run(in: bench) { client in
                let (agent, environment) = try await Self.agent(client)
                let body: JSONValue = ["agent": .string(agent), "environment_id": .string(environment)]
                let session = try await client.post("/sessions", body)["id"]?.string ?? ""
                let fields = [("Content-Type", "application/json")]
                let answer = try await client.server.exchange(.post, "/sessions/\(session)/messages", fields, #"{"prompt":"hello"}"#)
                #expect(answer.status == 409 && answer.text.contains("detail"))
                #expect(try await client.events(session).isEmpty)
            }
        }
    }

    @Test func archivedObjectsMakeNoSessions() async throws {
        try await Workbench.run { bench in
            try await Self.run(in: bench) { client in
                let (agent, environment) = try await Self.agent(client)
                _ = try await client.post("/agents/\(agent)/archive")
                #expect(
                    try await client.ask(.post, "/sessions", ["agent": .string(agent), "environment_id": .string(environment)]).status
                        == 400
                )
            }
        }
    }

    @Test func theDescriptionIsServed() async throws {
        try await Workbench.run { bench in
            try await Self.run(in: bench) { client in
                let answer = try await client.server.exchange(.get, "/openapi.json")
                let document = try JSONValue(parsing: answer.text)
                #expect(answer.status == 200 && document["openapi"]?.string?.hasPrefix("3.1") == true)
            }
        }
    }
}
