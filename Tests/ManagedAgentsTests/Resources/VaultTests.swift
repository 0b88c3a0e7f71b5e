import HTTP
import JSON
import ManagedAgents
import Records
import Testing

@Suite struct VaultTests {
    private static func auth(_ url: String, _ token: String = "s3cret-wren") -> JSONValue {
        ["auth": ["type": "static_bearer", "mcp_server_url": .string(url), "token": .string(token)], "display_name": "c"]
    }

    private static func vault(_ service: ServiceFixture) async throws -> String {
        try await service.send(.post, "/v1/vaults", ["display_name": "v"]).json["id"]?.string ?? ""
    }

    @Test func aSecretIsNeverAnsweredAndNeverStoredInClear() async throws {
        let store = MemoryRecordStore()
        try await ResourceFixture.run(store: store) { service, resources in
            let vault = try await Self.vault(service)
            let path = "/v1/vaults/\(vault)/credentials"
            let made = try await service.send(.post, path, Self.auth("https://mcp.example.com/mcp"), fields: [("Idempotency-Key", "k")])
            #expect(made.json["auth"] == ["type": "static_bearer", "mcp_server_url": "https://mcp.example.com/mcp"])
            let id = made.json["id"]?.string ?? ""
            for target in [path, "\(path)/\(id)"] {
                let reply = try await service.send(.get, target)
                let text = String(decoding: reply.bytes, as: UTF8.self)
                #expect(reply.status == 200)
                #expect(!text.contains("wren") && !text.contains("sealed"))
            }
            for kind in ["credential", "idempotency"] {
                let records = try await store.page(RecordQuery(RecordKind(rawValue: kind), limit: 10)).records
                #expect(records.count == 1)
                #expect(!records[0].body.description.contains("wren"))
            }
            let token = try await resources.vaults.token(for: "HTTPS://MCP.example.com:443/mcp/", in: ["vlt_none", vault])
            #expect(token?.reveal() == "s3cret-wren")
            #expect("\(String(describing: token))".contains("wren") == false)
            let other = try await resources.vaults.token(for: "https://mcp.example.com/other", in: [vault])
            #expect(other == nil)
        }
    }

    @Test func anActiveURLIsThereOnce() async throws {
        try await ResourceFixture.run { service, resources in
            let vault = try await Self.vault(service)
            let path = "/v1/vaults/\(vault)/credentials"
            let first = try await service.send(.post, path, Self.auth("https://a.example/mcp")).json["id"]?.string ?? ""
            let second = try await service.send(.post, path, Self.auth("https://A.example:443/mcp/"))
            #expect(second.status == 409)
            #expect(second.fields["x-should-retry"] == "false")
            _ = try await service.send(
                .post,
                "\(path)/\(first)",
                ["auth": ["type": "static_bearer", "token": "n3w"], "display_name": nil]
            )
            let changed = try await resources.vaults.token(for: "https://a.example/mcp", in: [vault])
            #expect(changed?.reveal() == "n3w")
            let moved = try await service.send(
                .post,
                "\(path)/\(first)",
                ["auth": ["type": "static_bearer", "mcp_server_url": "https://b.example"]]
            )
            #expect(moved.status == 400)
            let archived = try await service.send(.post, "\(path)/\(first)/archive").json
            #expect(archived["archived_at"]?.string != nil)
            let none = try await resources.vaults.token(for: "https://a.example/mcp", in: [vault])
            #expect(none == nil)
            let third = try await service.send(.post, path, Self.auth("https://a.example/mcp"))
            #expect(third.status == 200)
            let gone = try await service.send(.delete, "\(path)/\(first)").json
            #expect(gone["type"] == "vault_credential_deleted")
            let wrongVault = try await service.send(.get, "/v1/vaults/\(try await Self.vault(service))/credentials/\(first)")
            #expect(wrongVault.status == 404)
        }
    }

    @Test func aVaultHoldsTwentyCredentials() async throws {
        try await ResourceFixture.run { service, _ in
            let vault = try await Self.vault(service)
            for number in 0...20 {
                let reply = try await service.send(.post, "/v1/vaults/\(vault)/credentials", Self.auth("https://\(number).example"))
                #expect(reply.status == (number < 20 ? 200 : 400))
            }
            let removed = try await service.send(.delete, "/v1/vaults/\(vault)").json
            #expect(removed["type"] == "vault_deleted")
            let list = try await service.send(.get, "/v1/vaults/\(vault)/credentials")
            #expect(list.status == 404)
        }
    }

    @Test(
        arguments: [
            ["type": "environment_variable", "secret_name": "A", "secret_value": "v", "networking": ["type": "unrestricted"]],
            ["type": "mcp_oauth", "access_token": "t", "mcp_server_url": "https://a.example"], nil, "static_bearer",
            ["type": "static_bearer"],
            ["type": "static_bearer", "token": "t", "mcp_server_url": "ftp://a"],
            ["type": "static_bearer", "token": "t", "mcp_server_url": "https://user:pass@a.example"],
            ["type": "static_bearer", "token": "a\nb", "mcp_server_url": "https://a.example"],
            ["type": "static_bearer", "token": "", "mcp_server_url": "https://a.example"],
            ["type": "static_bearer", "token": "t", "mcp_server_url": "https://a.example", "x": 1],
        ] as [JSONValue]
    ) func otherCredentialsAreRefused(_ auth: JSONValue) async throws {
        try await ResourceFixture.run { service, _ in
            let vault = try await Self.vault(service)
            let reply = try await service.send(.post, "/v1/vaults/\(vault)/credentials", ["auth": auth])
            #expect(reply.status == 400)
            #expect(reply.message.contains("auth"))
        }
    }

    @Test func validatingIsNotSupportedAndSaysSo() async throws {
        try await ResourceFixture.run { service, _ in
            let reply = try await service.send(.post, "/v1/vaults/v/credentials/c/mcp_oauth_validate")
            #expect(reply.status == 501)
            #expect(reply.fields["x-should-retry"] == "false")
        }
    }
}
