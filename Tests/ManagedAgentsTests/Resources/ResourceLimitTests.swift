import HTTP
import JSON
import Records
import TestSupport
import Testing

@testable import ManagedAgents

/// Of nothing that a client makes there can be any number.
@Suite struct ResourceLimitTests {
    /// Puts records beside what is there.
    private static func fill(_ store: any RecordStore, _ kind: String, parent: String? = nil, _ count: Int) async throws {
        let kind = RecordKind(rawValue: kind)
        try await store.apply(
            (0..<count).map { number in
                var record = Record(kind, id: "filler_\(number)", parent: parent, created: 1)
                record.archived = 2
                return .insert(record)
            }
        )
    }

    private static func expectFull(_ reply: ServiceFixture.Reply) {
        #expect(reply.status == 400, "\(reply.json)")
        #expect(reply.errorType == "invalid_request_error")
        #expect(reply.json["error"]?["details"]?["error_code"] == "storage_quota_exceeded")
    }

    private static let objects: [(path: String, kind: String, body: JSONValue)] = [
        ("agents", "agent", ["name": "a", "model": "m-1"]), ("environments", "environment", ["name": "a"]),
        ("vaults", "vault", ["display_name": "a"]), ("memory_stores", "memory_store", ["name": "a"]),
    ]

    @Test(arguments: objects) func objectsThatAreArchivedCountToo(path: String, kind: String, body: JSONValue) async throws {
        try await ResourceFixture.run { service, _ in
            try await Self.fill(service.store, kind, ResourceShelf.countLimit - 1)
            #expect(try await service.send(.post, "/v1/\(path)", body).status == 200)
            let key = [("Idempotency-Key", "k")]
            Self.expectFull(try await service.send(.post, "/v1/\(path)", body, fields: key))
            try await service.store.apply([.delete(RecordKind(rawValue: kind), id: "filler_0")])
            #expect(try await service.send(.post, "/v1/\(path)", body, fields: key).status == 200)
        }
    }

    @Test func filesAreCounted() async throws {
        try await ResourceFixture.run { service, resources in
            try await Self.fill(service.store, "file", ResourceShelf.countLimit)
            Self.expectFull(try await service.upload("/v1/files", [("file", "a", "abc")]))
            try await withTemporaryFolder { folder in
                let error = await #expect(throws: RecordError.self) {
                    try await resources.files.add("a", mediaType: "b/c", from: folder, session: "s", isDownloadable: true)
                }
                #expect(error?.code == .tooMany)
            }
        }
    }

    @Test func versionsOfAnAgentAreCounted() async throws {
        try await ResourceFixture.run { service, _ in
            let agent = try await service.send(.post, "/v1/agents", ["name": "a", "model": "m-1"]).json["id"]?.string ?? ""
            try await Self.fill(service.store, "agent_version", parent: agent, AgentShelf.versionLimit - 2)
            #expect(try await service.send(.post, "/v1/agents/\(agent)", ["name": "b"]).status == 200)
            Self.expectFull(try await service.send(.post, "/v1/agents/\(agent)", ["name": "c"]))
            let found = try await service.send(.get, "/v1/agents/\(agent)").json
            #expect(found["name"] == "b" && found["version"] == 2)
        }
    }

    @Test func credentialsOfAVaultAreCountedAlsoOnceTheyAreArchived() async throws {
        try await ResourceFixture.run { service, _ in
            let vault = try await service.send(.post, "/v1/vaults", ["display_name": "v"]).json["id"]?.string ?? ""
            try await Self.fill(service.store, "credential", parent: vault, CredentialShelf.totalLimit)
            let auth: JSONValue = ["type": "static_bearer", "token": "hunter2", "mcp_server_url": "https://mcp.example.com/x"]
            Self.expectFull(try await service.send(.post, "/v1/vaults/\(vault)/credentials", ["auth": auth]))
        }
    }

    @Test func versionsOfMemoriesAreCountedAndWhatIsFullCanBeEmptied() async throws {
        try await ResourceFixture.run { service, _ in
            let store = try await service.send(.post, "/v1/memory_stores", ["name": "m"]).json["id"]?.string ?? ""
            let path = "/v1/memory_stores/\(store)/memories"
            try await Self.fill(service.store, "memory_version", parent: store, MemoryBook.versionLimit - 1)
            let memory = try await service.send(.post, path, ["path": "/a.md", "content": "x"]).json["id"]?.string ?? ""
            #expect(!memory.isEmpty)
            Self.expectFull(try await service.send(.post, path, ["path": "/b.md", "content": "x"]))
            Self.expectFull(try await service.send(.post, "\(path)/\(memory)", ["content": "y"]))
            #expect(try await service.send(.delete, "\(path)/\(memory)").status == 200)
        }
    }
}
