import Domain
import EventLoop
import Glibc
import HTTP
import JSON
import TestSupport
import Testing

@testable import AgentServer

/// A server of /v1 that is as good as killed at a failpoint: what its data folder held then, another server works on.
enum KilledServer {
    /// Runs `first` against a server and `next` against another one, on the data that was there when `point` was reached.
    static func run<T: Sendable>(
        at point: Failpoint,
        _ first: @escaping @Sendable (KeptClient) async throws -> T,
        next: @escaping @Sendable (KeptClient, T) async throws -> Void
    ) async throws {
        try await Workbench.run { bench in
            let copy = Workbench(path: "\(bench.path)/copy")
            let value = try await KeptClient.run(in: bench) {
                $0.hooks.reach = { if $0 == point { keep(bench.data, in: copy) } }
            } _: {
                try await first($0)
            }
            try #require(Files.exists(copy.data), "\(point) was never reached")
            try await KeptClient.run(in: copy) { _ in
            } _: {
                try await next($0, value)
            }
        }
    }

    /// Nothing is written meanwhile, as whoever is here would have to write it.
    private static func keep(_ data: String, in copy: Workbench) {
        guard !Files.exists(copy.data) else { return }
        _ = system("mkdir -p '\(copy.path)' && cp -a '\(data)' '\(copy.data)'")
    }
}

/// A client of a server that keeps the objects of /v1 on the disk, with an agent of FakeClaude.
struct KeptClient: Sendable {
    let client: ManagedClient
    let server: TestServer
    let agent: String
    let environment: String

    static func run<T: Sendable>(
        in bench: Workbench,
        _ change: (inout ServerConfiguration) -> Void = { _ in },
        _ body: @escaping @Sendable (KeptClient) async throws -> T
    ) async throws -> T {
        try await TestServer.run(in: bench) {
            $0.idleTime = .seconds(600)
            $0.absence = .seconds(300)
            change(&$0)
        } _: { server in
            let client = ManagedClient(server: server)
            let wish: JSONValue = ["name": "Clerk", "model": "claude-sonnet-4-6", "tools": .array([Self.weather])]
            let agent = try await client.post("/agents", wish)["id"]?.string ?? ""
            let environment = try await client.post("/environments", ["name": .string("here \(agent)")])["id"]?.string ?? ""
            return try await body(KeptClient(client: client, server: server, agent: agent, environment: environment))
        }
    }

    /// A tool that the client runs, as the agents have it.
    static let weather: JSONValue = [
        "type": "custom", "name": "weather", "description": "Asks the client.", "input_schema": ["type": "object"],
    ]

    /// A session whose turn waits for its client's tool.
    func waitingSession() async throws -> String {
        let session = try await session()
        _ = try await client.say("[[fake:call mcp__custom__weather {}]]", in: session)
        let events = try await client.rest(session)
        #expect(events.last { $0.type == "session.status_idle" }?["stop_reason"]?["type"] == "requires_action", "\(events)")
        return session
    }

    /// A new session's id.
    func session(_ more: JSONObject = JSONObject()) async throws -> String {
        let body: JSONObject = ["agent": .string(agent), "environment_id": .string(environment)]
        return try await client.post("/sessions", .object(body.merging(more)))["id"]?.string ?? ""
    }

    /// A session that has had a turn.
    func usedSession() async throws -> String {
        let session = try await session()
        _ = try await client.say("hello", in: session)
        _ = try await client.rest(session)
        return session
    }

    /// Waits until a session is no more, and looks whether anything of it is left.
    func expectGone(_ session: String) async throws {
        let isGone = try await eventually {
            try await client.ask(.get, "/sessions/\(session)").status == 404 && !server.bench.sessions.contains(session)
        }
        #expect(isGone, "\(server.log.text.suffix(2000))")
        #expect(try await client.get("/sessions?include_archived=true")["data"]?.array?.contains { $0["id"]?.string == session } == false)
        #expect(try await Sessions.states(server.bench)[session] == nil)
        #expect(await eventually { Files.entries(of: "\(server.bench.data)/roost/folders").allSatisfy { $0 != session } })
        #expect(try await client.get("/files?scope_id=\(session)")["data"] == [])
    }
}
