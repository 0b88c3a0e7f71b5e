@testable import AgentServer
import HTTP
import JSON
import ManagedAgents
import Records
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct SessionEndpointTests {
    @Test func aSessionIsCreatedAndFoundAgain() async throws {
        try await ManagedClient.run { client in
            let made = try await client.post(
                "/sessions",
                ["agent": "agent_1", "environment_id": "env_1", "title": "T", "metadata": ["a": "b"], "vault_ids": ["vlt_1"]]
            )
            #expect(made["id"]?.string?.hasPrefix("sesn_") == true)
            #expect(made["status"] == "idle" && made["title"] == "T" && made["metadata"] == ["a": "b"])
            #expect(made["agent"]?["name"] == "Clerk" && made["archived_at"] == .null && made["vault_ids"] == ["vlt_1"])
            let found = try await client.get("/sessions/\(made["id"]?.string ?? "")")
            for name in ["id", "type", "agent", "environment_id", "status", "usage", "created_at", "resources"] {
                #expect(found[name] == made[name], "\(name)")
            }
        }
    }

    @Test(arguments: [
        ("{}", 400), (#"{"agent":"agent_1"}"#, 400), (#"{"agent":"agent_9","environment_id":"env_1"}"#, 404),
        (#"{"agent":"agent_1","environment_id":"env_9"}"#, 404), (#"{"agent":{"type":"x","id":"agent_1"},"environment_id":"env_1"}"#, 400),
        (#"{"agent":"agent_1","environment_id":"env_1","metadata":{"a":1}}"#, 400),
        (#"{"agent":"agent_1","environment_id":"env_1","vault_ids":["vlt_9"]}"#, 404),
        (#"{"agent":"agent_1","environment_id":"env_1","budget":{"type":"limit"}}"#, 400),
        (#"{"agent":"agent_1","environment_id":"env_1","initial_events":[{"type":"user.interrupt"}]}"#, 400), ("[]", 400),
    ])
    func whatCannotBeMadeIsRefused(body: String, status: Int) async throws {
        try await ManagedClient.run { client in
            let answer = try await client.ask(.post, "/sessions", JSONValue(parsing: body))
            #expect(answer.status == status, "\(answer.json)")
            #expect(answer.json["error"]?["type"] == (status == 404 ? "not_found_error" : "invalid_request_error"))
            #expect(try await client.get("/sessions")["data"] == [])
        }
    }

    @Test(arguments: [JSONValue.object([:]), ["resources": [["type": "file", "file_id": "file_1"]]]])
    func sessionsWithoutEventsAreBoundedAsWell(more: JSONValue) async throws {
        try await ManagedClient.run {
            $0.maxSessions = 2
        } _: { client in
            let first = try await client.session()
            let second = try await client.session()
            _ = try await client.post("/sessions/\(second)/archive")
            let wish = JSONObject([("agent", "agent_1"), ("environment_id", "env_1")]).merging(more.object ?? [:])
            for path in ["/sessions", "/sessions/\(first)/fork"] {
                let refused = try await client.ask(.post, path, path == "/sessions" ? .object(wish) : [:])
                #expect(refused.status == 507 && refused.json["error"]?["message"]?.string?.contains("2 sessions, as many") == true)
            }
            #expect(try await client.ask(.delete, "/sessions/\(second)").status == 200)
            #expect(try await client.ask(.post, "/sessions", .object(wish)).status == 200)
        }
    }

    @Test func initialEventsRunAtOnce() async throws {
        try await ManagedClient.run { client in
            let made = try await client.post(
                "/sessions",
                [
                    "agent": "agent_1", "environment_id": "env_1",
                    "initial_events": [["type": "user.message", "content": [["type": "text", "text": "hello"]]]],
                ]
            )
            #expect(made["status"] == "running")
            let events = try await client.rest(made["id"]?.string ?? "")
            #expect(events.last?["stop_reason"] == ["type": "end_turn"])
        }
    }

    @Test func changesAreKeptAndTold() async throws {
        try await ManagedClient.run { client in
            let session = try await client.session(["metadata": ["a": "1", "b": "2"]])
            let changed = try await client.post("/sessions/\(session)", ["title": "New", "metadata": ["a": nil, "c": "3"]])
            #expect(changed["title"] == "New" && changed["metadata"] == ["b": "2", "c": "3"])
            let told = try await client.events(session)
            #expect(told.map(\.type) == ["session.updated"])
            #expect(told.first?["title"] == "New" && told.first?["metadata"] == ["b": "2", "c": "3"] && told.first?["agent"] == nil)
            #expect(try await client.ask(.post, "/sessions/\(session)", ["vault_ids": []]).status == 400)
            let budget: JSONValue = ["budget": ["type": "limit", "max_list_cost": ["amount": "100", "currency": "USD"]]]
            let refusal = try await client.ask(.post, "/sessions/\(session)", budget)
            #expect(refusal.status == 400 && refusal.json["error"]?["details"]?["error_code"] == "budget_create_only")
        }
    }

    @Test func listsGoForthAndBack() async throws {
        try await ManagedClient.run { client in
            var made: [String] = []
            for _ in 0..<5 { made.append(try await client.session()) }
            func ids(_ page: JSONValue) -> [String] { page["data"]?.array?.compactMap { $0["id"]?.string } ?? [] }
            let first = try await client.get("/sessions?limit=2&order=asc")
            #expect(ids(first) == Array(made[0..<2]) && first["prev_page"] == .null)
            let second = try await client.get("/sessions?limit=2&order=asc&page=\(first["next_page"]?.string ?? "")")
            #expect(ids(second) == Array(made[2..<4]))
            let back = try await client.get("/sessions?limit=2&order=asc&page=\(second["prev_page"]?.string ?? "")")
            #expect(ids(back) == Array(made[0..<2]))
            let last = try await client.get("/sessions?limit=2&order=asc&page=\(second["next_page"]?.string ?? "")")
            #expect(ids(last) == Array(made[4...]) && last["next_page"] == .null)
            #expect(ids(try await client.get("/sessions")) == made.reversed())
            #expect(try await client.ask(.get, "/sessions?order=desc&page=\(first["next_page"]?.string ?? "")").status == 400)
        }
    }

    @Test func listsChooseByStatusAndAgent() async throws {
        try await ManagedClient.run { client in
            let idle = try await client.session()
            let busy = try await client.session()
            _ = try await client.say("[[fake:wait 60000]]", in: busy)
            func ids(_ query: String) async throws -> [String] {
                try await client.get("/sessions?\(query)")["data"]?.array?.compactMap { $0["id"]?.string } ?? []
            }
            #expect(try await ids("statuses[]=running") == [busy])
            #expect(try await ids("statuses%5B%5D=idle") == [idle])
            #expect(try await ids("statuses[]=idle&statuses[]=running") == [busy, idle])
            #expect(try await ids("agent_id=agent_1&agent_version=1").count == 2)
            #expect(try await ids("agent_id=agent_2") == [])
            _ = try await client.post("/sessions/\(busy)/events", ["events": [["type": "user.interrupt"]]])
            _ = try await client.rest(busy)
        }
    }

    @Test func sessionsOfAStatusAreFoundBehindManyOthers() async throws {
        let records = MemoryRecordStore()
        try await ManagedClient.run(records: records) { client in
            var busy: [String] = []
            for _ in 0..<3 {
                let session = try await client.session()
                _ = try await client.say("[[fake:wait 60000]]", in: session)
                busy.append(session)
            }
            let body = try #require(try await records.record(StoredSession.kind, id: busy[0])).body
            for batch in 0..<5 {
                try await records.apply(
                    (0..<500).map { .insert(Record(StoredSession.kind, id: "sesn_\(batch)x\($0)", created: 1, body: body)) }
                )
            }
            var (found, query) = ([String](), "")
            repeat {
                let page = try await client.get("/sessions?statuses[]=running&limit=2\(query)")
                found += page["data"]?.array?.compactMap { $0["id"]?.string } ?? []
                query = page["next_page"]?.string.map { "&page=\($0)" } ?? ""
            } while !query.isEmpty
            #expect(found == busy.reversed())
            var all = Set<String>()
            repeat {
                let page = try await client.get("/sessions?statuses[]=idle&limit=100\(query)")
                all.formUnion(page["data"]?.array?.compactMap { $0["id"]?.string } ?? [])
                query = page["next_page"]?.string.map { "&page=\($0)" } ?? ""
            } while !query.isEmpty
            #expect(all.count == 2500)
            for session in busy { _ = try await client.post("/sessions/\(session)/events", ["events": [["type": "user.interrupt"]]]) }
            for session in busy { _ = try await client.rest(session) }
        }
    }

    @Test func pagesOfAStatusGoBothWays() async throws {
        try await ManagedClient.run { client in
            var sessions: [String] = []
            for _ in 0..<5 { sessions.append(try await client.session()) }
            let first = try await client.get("/sessions?statuses[]=idle&limit=2")
            let second = try await client.get("/sessions?statuses[]=idle&limit=2&page=\(first["next_page"]?.string ?? "")")
            #expect(second["data"]?.array?.map { $0["id"]?.string } == [sessions[2], sessions[1]])
            let back = try await client.get("/sessions?statuses[]=idle&limit=2&page=\(second["prev_page"]?.string ?? "")")
            #expect(back["data"]?.array?.map { $0["id"] } == first["data"]?.array?.map { $0["id"] } && back["prev_page"] == .null)
        }
    }

    @Test func anArchivedSessionTakesNoEventsAndIsHidden() async throws {
        try await ManagedClient.run { client in
            let session = try await client.session()
            _ = try await client.say("hello", in: session)
            _ = try await client.rest(session)
            let archived = try await client.post("/sessions/\(session)/archive")
            #expect(archived["status"] == "terminated" && archived["archived_at"]?.string != nil)
            #expect(try await client.events(session).last?.type == "session.status_terminated")
            let refusal = try await client.ask(.post, "/sessions/\(session)/events", ["events": [["type": "user.interrupt"]]])
            #expect(refusal.status == 400)
            #expect(try await client.get("/sessions")["data"] == [])
            #expect(try await client.get("/sessions?include_archived=true")["data"]?.array?.count == 1)
            #expect(try await client.get("/sessions?statuses[]=terminated")["data"]?.array?.count == 1)
            #expect(try await client.get("/sessions?statuses[]=terminated&include_archived=false")["data"] == [])
            #expect(try await client.post("/sessions/\(session)/archive")["archived_at"] == archived["archived_at"])
        }
    }

    @Test func aRunningSessionIsNeitherArchivedNorDeleted() async throws {
        try await ManagedClient.run { client in
            let session = try await client.session()
            _ = try await client.say("[[fake:wait 60000]]", in: session)
            #expect(try await client.ask(.post, "/sessions/\(session)/archive").status == 409)
            #expect(try await client.ask(.delete, "/sessions/\(session)").status == 409)
            _ = try await client.post("/sessions/\(session)/events", ["events": [["type": "user.interrupt"]]])
            let events = try await client.rest(session)
            #expect(events.suffix(4).map(\.type).first == "user.interrupt")
            #expect(events.last?["stop_reason"] == ["type": "end_turn"])
        }
    }

    @Test func aDeletedSessionIsGoneWithAllThatItHad() async throws {
        let materials = FakeMaterials()
        try await ManagedClient.run(materials: materials) { client in
            let session = try await client.session()
            _ = try await client.say("hello", in: session)
            _ = try await client.rest(session)
            var stream = try await client.stream(session)
            let answer = try await client.ask(.delete, "/sessions/\(session)")
            #expect(answer.json == ["id": .string(session), "type": "session_deleted"])
            let rest = try await stream.rest()
            #expect(rest.events.filter { $0.event != "ping" }.map(\.event) == ["session.deleted"])
            for path in ["", "/events", "/threads"] { #expect(try await client.ask(.get, "/sessions/\(session)\(path)").status == 404) }
            #expect(client.server.bench.session(session).isEmpty || !client.server.bench.sessions.contains(session))
            #expect(materials.removed.value == [session])
        }
    }

    @Test func aDeletedSessionWithoutEventsTellsItsStreamsToo() async throws {
        try await ManagedClient.run { client in
            let session = try await client.session()
            var stream = try await client.stream(session)
            #expect(try await client.ask(.delete, "/sessions/\(session)").status == 200)
            #expect(try await stream.rest().events.filter { $0.event != "ping" }.map(\.event) == ["session.deleted"])
        }
    }

    @Test func theOneThreadIsThere() async throws {
        try await ManagedClient.run { client in
            let session = try await client.session()
            let threads = try await client.get("/sessions/\(session)/threads")["data"]?.array ?? []
            let thread = threads.first?["id"]?.string ?? ""
            #expect(threads.count == 1 && thread.hasPrefix("sthr_"))
            #expect(try await client.get("/sessions/\(session)/threads/\(thread)")["status"] == "idle")
            #expect(try await client.ask(.get, "/sessions/\(session)/threads/sthr_x").status == 404)
            #expect(try await client.ask(.post, "/sessions/\(session)/threads/\(thread)/archive").status == 400)
            _ = try await client.say("hello", in: session)
            let events = try await client.rest(session)
            #expect(events.first?["session_thread_id"]?.string == thread)
            #expect(try await client.get("/sessions/\(session)/threads/\(thread)/events")["data"]?.array == events)
        }
    }

    @Test func filesComeAndGo() async throws {
        try await ManagedClient.run { client in
            let session = try await client.session(["resources": [["type": "file", "file_id": "file_a"]]])
            let added = try await client.post("/sessions/\(session)/resources", ["type": "file", "file_id": "file_b"])
            let path = "/sessions/\(session)/resources"
            let id = added["id"]?.string ?? ""
            #expect(id.hasPrefix("sesrsc_"))
            #expect(try await client.get(path)["data"]?.array?.map { $0["id"]?.string } == ["sesrsc_file_a", id])
            #expect(try await client.get("\(path)/\(id)") == added)
            #expect(try await client.ask(.post, path, ["type": "memory_store"]).status == 400)
            #expect(try await client.ask(.post, "\(path)/\(id)", ["authorization_token": "x"]).status == 400)
            #expect(try await client.ask(.delete, "\(path)/\(id)").json["type"] == "session_resource_deleted")
            #expect(try await client.ask(.get, "\(path)/\(id)").status == 404)
        }
    }
}
