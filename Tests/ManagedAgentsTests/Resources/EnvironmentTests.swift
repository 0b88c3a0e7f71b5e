import HTTP
import JSON
import ManagedAgents
import Testing

@Suite struct EnvironmentTests {
    @Test func anEnvironmentHasItsWholeConfiguration() async throws {
        try await ResourceFixture.run { service, _ in
            for config: JSONValue in [
                nil, ["type": "cloud"], ["type": "cloud", "networking": ["type": "unrestricted"], "packages": ["pip": []]],
            ] {
                let made = try await service.send(.post, "/v1/environments", ["name": "E", "config": config]).json
                #expect(made["config"]?["networking"] == ["type": "unrestricted"])
                #expect(made["config"]?["packages"]?["pip"] == [])
                #expect(made["config"]?["type"] == "cloud")
                #expect(made["metadata"] == [:])
            }
        }
    }

    @Test func itIsChangedArchivedAndRemoved() async throws {
        try await ResourceFixture.run { service, _ in
            let made = try await service.send(.post, "/v1/environments", ["name": "E", "metadata": ["a": "1", "b": "2"]]).json
            let path = "/v1/environments/\(made["id"]?.string ?? "")"
            let changed = try await service.send(.post, path, ["description": "d", "metadata": ["a": "", "c": "3"]]).json
            #expect(changed["name"] == "E")
            #expect(changed["description"] == "d")
            #expect(changed["metadata"] == ["b": "2", "c": "3"])
            let archived = try await service.send(.post, "\(path)/archive").json
            #expect(archived["archived_at"]?.string != nil)
            let refused = try await service.send(.post, path, ["name": "F"])
            #expect(refused.status == 400)
            #expect(refused.json["error"]?["details"]?["error_code"] == "environment_archived")
            let removed = try await service.send(.delete, path).json
            #expect(removed == ["id": made["id"] ?? .null, "type": "environment_deleted"])
            let gone = try await service.send(.get, path)
            #expect(gone.status == 404)
            #expect(gone.json["error"]?["details"]?["error_code"] == "environment_not_found")
            let work = try await service.send(.get, "\(path)/work")
            #expect(work.status == 404)
        }
    }

    @Test(
        arguments: [
            ["type": "cloud", "networking": ["type": "limited", "allowed_hosts": ["x.com"]]],
            ["type": "cloud", "networking": ["type": "unrestricted", "allowed_hosts": ["x.com"]]],
            ["type": "cloud", "networking": ["type": "unrestricted", "allow_mcp_servers": true]],
            ["type": "cloud", "packages": ["type": "others"]],
            ["type": "cloud", "packages": ["pip": ["numpy"]]],
            ["type": "self_hosted"], ["type": "cloud", "unknown": 1], ["networking": ["type": "unrestricted"]], 7,
            ["type": "cloud", "networking": "unrestricted"], ["type": "cloud", "packages": ["pip": "numpy"]],
        ] as [JSONValue]
    ) func whatNothingEnforcesIsRefused(_ config: JSONValue) async throws {
        try await ResourceFixture.run { service, _ in
            let reply = try await service.send(.post, "/v1/environments", ["name": "E", "config": config])
            #expect(reply.status == 400)
            #expect(reply.message.contains("config"))
        }
    }

    @Test func anEnvironmentCannotBecomeSelfHosted() async throws {
        try await ResourceFixture.run { service, _ in
            let id = try await service.send(.post, "/v1/environments", ["name": "E"]).json["id"]?.string ?? ""
            let reply = try await service.send(.post, "/v1/environments/\(id)", ["config": ["type": "self_hosted"]])
            #expect(reply.json["error"]?["details"]?["error_code"] == "invalid_config_type_change")
        }
    }

    @Test func modelsAreListedInTheOlderForm() async throws {
        try await ResourceFixture.run { service, _ in
            let all = try await service.send(.get, "/v1/models").json
            #expect(all["data"]?.array?.compactMap { $0["id"]?.string } == ["m-2", "m-1"])
            #expect(all["has_more"] == false)
            let first = try await service.send(.get, "/v1/models?limit=1").json
            #expect(first["has_more"] == true)
            #expect(first["last_id"] == "m-2")
            let rest = try await service.send(.get, "/v1/models?limit=1&after_id=m-2").json
            #expect(rest["data"]?[0]?["id"] == "m-1")
            let before = try await service.send(.get, "/v1/models?before_id=m-1").json
            #expect(before["last_id"] == "m-2")
            let one = try await service.send(.get, "/v1/models/m-1").json
            #expect(one["type"] == "model")
            let none = try await service.send(.get, "/v1/models/m-3")
            #expect(none.status == 404)
        }
    }
}
