import HTTP
import JSON
import Records
import TestSupport
import Testing

@testable import AgentServer

/// A client of /v1 on a test's server.
struct ManagedClient: Sendable {
    let server: TestServer

    /// Runs `body` against a server that serves /v1.
    static func run(
        records: any RecordStore = MemoryRecordStore(),
        materials: FakeMaterials = FakeMaterials(),
        _ change: (inout ServerConfiguration) -> Void = { _ in },
        _ body: @escaping @Sendable (ManagedClient) async throws -> Void
    ) async throws {
        try await TestServer.run {
            $0.idleTime = .seconds(600)
            $0.absence = .seconds(300)
            $0.hooks.managed = (records, materials)
            change(&$0)
        } _: {
            try await body(ManagedClient(server: $0))
        }
    }

    /// Asks, and gives status and document.
    ///
    /// - Parameter key: The request's `Idempotency-Key`.
    func ask(_ method: HTTPMethod, _ path: String, _ body: JSONValue? = nil, key: String? = nil) async throws -> (
        status: Int, json: JSONValue
    ) {
        let fields = [("Content-Type", "application/json")] + (key.map { [("Idempotency-Key", $0)] } ?? [])
        let answer = try await server.exchange(method, "/v1\(path)", fields, body?.serializedString())
        return (answer.status, (try? JSONValue(parsing: answer.text)) ?? .string(answer.text))
    }

    /// Asks for what must be granted.
    func get(_ path: String) async throws -> JSONValue { try await granted(.get, path) }

    /// Sends what must be taken.
    func post(_ path: String, _ body: JSONValue = [:]) async throws -> JSONValue { try await granted(.post, path, body) }

    private func granted(_ method: HTTPMethod, _ path: String, _ body: JSONValue? = nil) async throws -> JSONValue {
        let (status, json) = try await ask(method, path, body)
        #expect(status == 200, "\(method) \(path): \(json)")
        return json
    }

    /// A new session's id.
    func session(_ more: JSONObject = JSONObject()) async throws -> String {
        let body = JSONObject([("agent", "agent_1"), ("environment_id", "env_1")]).merging(more)
        return try await post("/sessions", .object(body))["id"]?.string ?? ""
    }

    /// Sends a message; gives its id.
    func say(_ text: String, in session: String) async throws -> String {
        let body = JSONValue.object(["events": [["type": "user.message", "content": [["type": "text", "text": .string(text)]]]]])
        return try await post("/sessions/\(session)/events", body)["data"]?[0]?["id"]?.string ?? ""
    }

    /// All events of a session.
    func events(_ session: String, _ query: String = "") async throws -> [JSONValue] {
        try await get("/sessions/\(session)/events\(query)")["data"]?.array ?? []
    }

    /// Waits until the session has come to rest so many times.
    func rest(_ session: String, times: Int = 1) async throws -> [JSONValue] {
        let isSo = try await eventually {
            try await events(session).count { $0["type"] == "session.status_idle" } >= times
        }
        #expect(isSo, "\(server.log.text.suffix(2000))")
        return try await events(session)
    }

    /// Opens a stream.
    func stream(_ session: String, _ query: String = "", _ fields: [(String, String)] = []) async throws -> LiveTurn {
        LiveTurn(try await server.send(.get, "/v1/sessions/\(session)/events/stream\(query)", fields))
    }
}

extension JSONValue {
    /// The type of an event.
    var type: String { self["type"]?.string ?? "" }
}
