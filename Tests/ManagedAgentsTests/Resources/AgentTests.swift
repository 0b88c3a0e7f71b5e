import Domain
import HTTP
import JSON
import ManagedAgents
import Testing

@Suite struct AgentTests {
    private static let full: JSONValue = [
        "name": "A", "model": "claude-opus-4-6", "system": "s", "description": "d", "metadata": ["a": "1", "b": "2"],
        "tools": [
            [
                "type": "agent_toolset_20260401", "default_config": ["enabled": false],
                "configs": [["name": "read", "enabled": true], ["name": "bash", "permission_policy": ["type": "always_ask"]]],
            ],
            ["type": "mcp_toolset", "mcp_server_name": "docs", "configs": [["name": "find", "enabled": false]]],
            ["type": "custom", "name": "ask", "description": "Asks.", "input_schema": ["type": "object"]],
        ],
        "mcp_servers": [["type": "url", "name": "docs", "url": "https://example.com/mcp"]],
    ]

    @Test func anAgentIsAnsweredWithEveryDefault() async throws {
        try await ResourceFixture.run { service, _ in
            let agent = try await service.send(.post, "/v1/agents", Self.full).json
            #expect(agent["id"]?.string?.hasPrefix("agent_") == true)
            #expect(agent["type"] == "agent")
            #expect(agent["version"] == 1)
            #expect(agent["model"] == ["id": "claude-opus-4-6", "effort": nil, "speed": "standard"])
            #expect(agent["execution_identity"] == ["type": "service_account"])
            #expect(agent["skills"] == [])
            #expect(agent["multiagent"]?.isNull == true)
            #expect(agent["archived_at"]?.isNull == true)
            #expect(agent["created_at"] == agent["updated_at"])
            let ask: JSONValue = ["type": "always_ask"]
            let allow: JSONValue = ["type": "always_allow"]
            #expect(
                agent["tools"]?[0] == [
                    "type": "agent_toolset_20260401", "default_config": ["enabled": false, "permission_policy": allow],
                    "configs": [
                        ["name": "read", "type": "read", "enabled": true, "permission_policy": allow],
                        ["name": "bash", "type": "bash", "enabled": false, "permission_policy": ask],
                    ],
                ]
            )
            #expect(
                agent["tools"]?[1] == [
                    "type": "mcp_toolset", "mcp_server_name": "docs", "default_config": ["enabled": true, "permission_policy": ask],
                    "configs": [["name": "find", "enabled": false, "permission_policy": ask]],
                ]
            )
            let again = try await service.send(.get, "/v1/agents/\(agent["id"]?.string ?? "")").json
            #expect(again == agent)
        }
    }

    @Test func whatIsAnsweredIsADefinitionAgain() async throws {
        try await ResourceFixture.run { service, resources in
            let agent = try await service.send(.post, "/v1/agents", Self.full).json
            let body = AgentShelf.body(of: agent)
            #expect(try body.definition().name == "A")
            let resolved = try await resources.agents.resolved(.object(body.json))
            #expect(resolved == body)
        }
    }

    @Test func aChangeMakesAVersionAndKeepsTheOthers() async throws {
        try await ResourceFixture.run { service, _ in
            let id = try await service.send(.post, "/v1/agents", Self.full).json["id"]?.string ?? ""
            let change: JSONValue = [
                "version": 1, "name": "B", "system": nil, "metadata": ["a": nil, "c": "3"], "tools": [], "mcp_servers": nil,
            ]
            let second = try await service.send(.post, "/v1/agents/\(id)", change).json
            #expect(second["version"] == 2)
            #expect(second["name"] == "B")
            #expect(second["system"]?.isNull == true)
            #expect(second["description"] == "d")
            #expect(second["metadata"] == ["b": "2", "c": "3"])
            #expect(second["tools"] == [])
            #expect(second["mcp_servers"] == [])
            #expect(second["created_at"] != second["updated_at"])
            let same = try await service.send(.post, "/v1/agents/\(id)", ["name": "B", "version": 2]).json
            #expect(same == second)
            let first = try await service.send(.get, "/v1/agents/\(id)?version=1").json
            #expect(first["version"] == 1)
            #expect(first["name"] == "A")
            let missing = try await service.send(.get, "/v1/agents/\(id)?version=3")
            #expect(missing.status == 404)
            var versions: [JSONValue] = []
            var page = ""
            repeat {
                let list = try await service.send(.get, "/v1/agents/\(id)/versions?limit=1\(page)").json
                versions += (list["data"]?.array ?? []).compactMap { $0["version"] }
                page = list["next_page"]?.string.map { "&page=\($0)" } ?? ""
            } while !page.isEmpty
            #expect(versions == [2, 1])
        }
    }

    @Test func aStaleVersionIsRefusedEvenWhenNothingWouldChange() async throws {
        try await ResourceFixture.run { service, _ in
            let id = try await service.send(.post, "/v1/agents", Self.full).json["id"]?.string ?? ""
            _ = try await service.send(.post, "/v1/agents/\(id)", ["name": "B"])
            for body: JSONValue in [["version": 1, "name": "B"], ["version": 3]] {
                let reply = try await service.send(.post, "/v1/agents/\(id)", body)
                #expect(reply.status == 409)
                #expect(reply.errorType == "conflict_error")
                #expect(reply.fields["x-should-retry"] == "false")
            }
        }
    }

    @Test func ofChangesToOneVersionOneWins() async throws {
        try await ResourceFixture.run { service, _ in
            let id = try await service.send(.post, "/v1/agents", Self.full).json["id"]?.string ?? ""
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<8 {
                    group.addTask { try await service.send(.post, "/v1/agents/\(id)", ["version": 1, "name": "n\(number)"]).status }
                }
                return try await group.reduce(into: [Int]()) { $0.append($1) }
            }
            #expect(statuses.count { $0 == 200 } == 1)
            #expect(statuses.count { $0 == 409 } == 7)
            let last = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<8 {
                    group.addTask { try await service.send(.post, "/v1/agents/\(id)", ["name": "m\(number)"]).json["version"]?.int ?? 0 }
                }
                return try await group.reduce(into: [Int]()) { $0.append($1) }
            }
            #expect(last.sorted() == Array(3...10))
        }
    }

    @Test func aModelKeepsItsEffortWhileItIsTheSame() async throws {
        try await ResourceFixture.run { service, _ in
            let body: JSONValue = ["name": "A", "model": ["id": "m", "effort": "max"]]
            let agent = try await service.send(.post, "/v1/agents", body).json
            let path = "/v1/agents/\(agent["id"]?.string ?? "")"
            #expect(agent["model"]?["effort"] == ["type": "max"])
            let same = try await service.send(.post, path, ["model": "m"]).json
            #expect(same["version"] == 1)
            let other = try await service.send(.post, path, ["model": ["id": "n"]]).json
            #expect(other["model"]?["effort"]?.isNull == true)
        }
    }

    @Test func anArchivedAgentIsHiddenAndStays() async throws {
        try await ResourceFixture.run { service, _ in
            let id = try await service.send(.post, "/v1/agents", Self.full).json["id"]?.string ?? ""
            let first = try await service.send(.post, "/v1/agents/\(id)/archive").json
            let second = try await service.send(.post, "/v1/agents/\(id)/archive").json
            #expect(first["archived_at"]?.string != nil)
            #expect(first == second)
            let refused = try await service.send(.post, "/v1/agents/\(id)", ["name": "B"])
            #expect(refused.status == 400)
            let hidden = try await service.send(.get, "/v1/agents").json
            #expect(hidden["data"] == [])
            let shown = try await service.send(.get, "/v1/agents?include_archived=true").json
            #expect(shown["data"]?[0]?["id"]?.string == id)
        }
    }

    @Test func listsAreTheNewestFirstAndGoOn() async throws {
        try await ResourceFixture.run { service, _ in
            var ids: [String] = []
            for number in 0..<5 {
                ids.append(try await service.send(.post, "/v1/agents", ["name": "\(number)", "model": "m"]).json["id"]?.string ?? "")
            }
            var found: [String] = []
            var page: String? = ""
            while let next = page {
                let list = try await service.send(.get, "/v1/agents?limit=2&created_at%5Bgte%5D=2020-01-01T00%3A00%3A00Z\(next)").json
                found += (list["data"]?.array ?? []).compactMap { $0["id"]?.string }
                page = list["next_page"]?.string.map { "&page=\($0)" }
            }
            #expect(found == ids.reversed())
            let cursor = try await service.send(.get, "/v1/agents?limit=2").json["next_page"]?.string ?? ""
            let wrong = try await service.send(.get, "/v1/environments?page=\(cursor)")
            #expect(wrong.status == 400)
        }
    }

    @Test(
        arguments: [
            ("name", nil), ("name", ""), ("name", 7), ("model", nil), ("model", ["id": "m", "speed": "fast"]),
            ("model", ["id": "m", "inference_geo": "us"]), ("system", .string(String(repeating: "x", count: 100_001))),
            ("metadata", ["a": 1]),
            ("tools", [["type": "agent_toolset_20260401", "default_config": ["permission_policy": ["type": "auto"]]]]),
            ("skills", [["type": "anthropic", "skill_id": "xlsx"]]), ("skills", [["type": "custom", "skill_id": "skill_none"]]),
            ("execution_identity", ["type": "aws_role", "role_arn": "r"]), ("multiagent", ["type": "coordinator", "agents": []]),
            ("mcp_servers", [["type": "url", "name": "lonely", "url": "http://127.0.0.1:9/mcp"]]), ("unknown", 1), ("version", 1),
        ] as [(String, JSONValue)]
    ) func whatCannotBeIsRefusedByItsField(_ field: String, _ value: JSONValue) async throws {
        try await ResourceFixture.run { service, _ in
            var body: JSONObject = ["name": "A", "model": "m"]
            body[field] = value
            let reply = try await service.send(.post, "/v1/agents", .object(body))
            #expect(reply.status == 400)
            #expect(reply.errorType == "invalid_request_error")
            #expect(reply.message.contains(field))
        }
    }

    @Test func aRepeatedCreateMakesOneAgent() async throws {
        try await ResourceFixture.run { service, _ in
            let key = [("Idempotency-Key", "k")]
            let replies = try await withThrowingTaskGroup(of: ServiceFixture.Reply.self) { group in
                for _ in 0..<8 { group.addTask { try await service.send(.post, "/v1/agents", Self.full, fields: key) } }
                return try await group.reduce(into: [ServiceFixture.Reply]()) { $0.append($1) }
            }
            #expect(Set(replies.filter { $0.status == 200 }.compactMap { $0.json["id"]?.string }).count == 1)
            #expect(replies.allSatisfy { $0.status == 200 || $0.status == 409 })
            let list = try await service.send(.get, "/v1/agents").json
            #expect(list["data"]?.array?.count == 1)
        }
    }
}
