import ClaudeAgent
import Domain
import EventLoop
import Glibc
import HTTP
import JSON
import Telemetry
import TestSupport
import Testing

@testable import AgentServer

@Suite(.timeLimit(.minutes(5))) struct ManagedMountTests {
    private static let json = [("Content-Type", "application/json")]

    private static func make(_ server: TestServer, _ path: String, _ body: String) async throws -> JSONValue {
        let answer = try await server.exchange(.post, path, json, body)
        #expect(answer.status == 200, "\(answer.text)")
        return try JSONValue(parsing: answer.text)
    }

    @Test func bothInterfacesAreServedByOneListener() async throws {
        try await TestServer.run { server in
            let health = try await server.exchange(.get, "/health")
            #expect(health.text == #"{"status":"ok"}"#)
            let agent = try await Self.make(server, "/v1/agents", #"{"name":"a","model":"m"}"#)
            #expect(agent["version"] == 1)
            let missing = try await server.exchange(.get, "/v1/none")
            #expect(missing.status == 404)
            #expect(missing.text.contains("not_found_error"))
            let other = try await server.exchange(.get, "/none")
            #expect(other.text == #"{"detail":"Not Found"}"#)
        }
    }

    @Test func everythingIsThereAfterARestart() async throws {
        try await Workbench.run { bench in
            let made = try await TestServer.run(in: bench) { server in
                let agent = try await Self.make(server, "/v1/agents", #"{"name":"a","model":"m"}"#)
                let vault = try await Self.make(server, "/v1/vaults", #"{"display_name":"v"}"#)
                let auth = #"{"auth":{"type":"static_bearer","token":"s3cret-wren","mcp_server_url":"https://a.example"}}"#
                let credential = try await Self.make(server, "/v1/vaults/\(vault["id"]?.string ?? "")/credentials", auth)
                return [agent, vault, credential]
            }
            try await TestServer.run(in: bench) { server in
                let vault = made[1]["id"]?.string ?? ""
                let paths = [
                    "agents/\(made[0]["id"]?.string ?? "")", "vaults/\(vault)",
                    "vaults/\(vault)/credentials/\(made[2]["id"]?.string ?? "")",
                ]
                for (path, expected) in zip(paths, made) {
                    let answer = try await server.exchange(.get, "/v1/\(path)")
                    #expect(try JSONValue(parsing: answer.text) == expected)
                }
            }
            let folder = "\(bench.data)/roost"
            for name in ["records.sqlite3", "vault.key"] {
                var status = stat()
                #expect(stat("\(folder)/\(name)", &status) == 0)
                #expect(status.st_mode & 0o777 == 0o600)
            }
            let bytes = try Files.read("\(folder)/records.sqlite3", upTo: 64 << 20)
            #expect(!String(decoding: bytes, as: UTF8.self).contains("s3cret-wren"))
        }
    }

    @Test func anotherKeyForVaultsIsNoticedAtTheStart() async throws {
        try await Workbench.run { bench in
            try await TestServer.run(in: bench) { server in
                let vault = try await Self.make(server, "/v1/vaults", #"{"display_name":"v"}"#)["id"]?.string ?? ""
                let auth = #"{"auth":{"type":"static_bearer","token":"t","mcp_server_url":"https://a.example"}}"#
                _ = try await Self.make(server, "/v1/vaults/\(vault)/credentials", auth)
            }
            let path = "\(bench.path)/key"
            try Files.writePrivately(Array(String(repeating: "ab", count: 32).utf8), to: path)
            let error = await #expect(throws: ServerError.self) {
                try await TestServer.run(in: bench) { configuration in
                    configuration.vaultKeyFile = path
                } _: { _ in
                }
            }
            #expect(error?.code == .vaultKey)
            try await TestServer.run(in: bench) { _ in }
        }
    }

    @Test func theTokenIsTheKeyInBothForms() async throws {
        try await TestServer.run { configuration in
            configuration.authToken = Secret("tok-1")
            configuration.listen = [.ipv4(host: "0.0.0.0", port: 0)]
        } _: { server in
            let port = server.address.port ?? 0
            let address = SocketAddress.ipv4(host: "127.0.0.1", port: port)
            for (fields, status) in [
                ([("x-api-key", "tok-1")], 200), ([("Authorization", "Bearer tok-1")], 200), ([("x-api-key", "x")], 401), ([], 401),
            ] {
                let answer = try await server.exchange(.get, "/v1/agents", fields, at: address)
                #expect(answer.status == status)
                #expect(answer.fields["request-id"]?.hasPrefix("req_") == true)
            }
        }
    }

    @Test func openToEverybodyTheServerDoesNotStartUnlessItIsLeftOut() async throws {
        try await Workbench.run { bench in
            try await TestServer.run(in: bench) { configuration in
                configuration.listen = [.ipv4(host: "0.0.0.0", port: 0)]
                configuration.managedAgents = .off
            } _: { server in
                let answer = try await server.exchange(.get, "/v1/agents", at: .ipv4(host: "127.0.0.1", port: server.address.port ?? 0))
                #expect(answer.status == 404)
            }
            await #expect(throws: ServerError.self) {
                try await TestServer.run(in: bench) { configuration in
                    configuration.listen = [.ipv4(host: "0.0.0.0", port: 0)]
                } _: { _ in
                }
            }
        }
    }

    @Test func webPagesAreKeptOutUnlessTheyAreNamed() async throws {
        try await TestServer.run { configuration in
            configuration.allowedOrigins = ["https://app.example"]
        } _: { server in
            let stranger = try await server.exchange(.get, "/v1/agents", [("Origin", "https://evil.example")])
            #expect(stranger.status == 403)
            #expect(stranger.text.contains("permission_error"))
            #expect(stranger.fields["request-id"] != nil)
            let asked = try await server.exchange(.options, "/v1/agents", [("Origin", "https://app.example")])
            #expect(asked.status == 204)
            #expect(asked.fields["access-control-allow-methods"] == "GET, POST, DELETE")
            let friend = try await server.exchange(.get, "/v1/agents", [("Origin", "https://app.example")])
            #expect(friend.status == 200)
            #expect(friend.fields["access-control-allow-origin"] == "https://app.example")
        }
    }

    @Test func anAgentThatNothingHoldsIsRefusedByItsField() async throws {
        try await TestServer.run { server in
            let body = #"{"name":"a","model":"m","tools":[{"type":"agent_toolset_20260401"}]}"#
            let refused = try await server.exchange(.post, "/v1/agents", Self.json, body)
            #expect(refused.status == 400)
            #expect(refused.text.contains("--isolation"))
        }
        try await TestServer.run { configuration in
            configuration.runtime.isolation = .none
        } _: { server in
            let body =
                #"{"name":"a","model":"m","tools":[{"type":"agent_toolset_20260401"},{"type":"custom","name":"c","description":"d","input_schema":{"type":"object"}}]}"#
            _ = try await Self.make(server, "/v1/agents", body)
        }
    }
}
