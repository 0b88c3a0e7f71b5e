import ClaudeAgent
import Domain
import JSON
import Testing

@testable import AgentServer

@Suite struct SupplyAssemblyTests {
    /// One skill, one token, one file, one store.
    private struct Source: SessionSupplies {
        struct Gone: Error {}

        func skill(_ reference: SkillReference) async throws -> SkillPackage {
            guard reference.id == "skill_1" else { throw Gone() }
            return try SkillPackage(name: "tables", folder: "/s/\(reference.version ?? "latest")")
        }

        func token(for url: String, in vaults: [String]) async throws -> Secret? {
            url == "https://x.example/mcp" && vaults == ["vlt_1"] ? Secret("very-secret") : nil
        }

        func path(ofFile id: String) async throws -> String? { id == "file_1" ? "/stored/file_1" : nil }
        func memories(of store: String) async throws -> [String: [UInt8]] { ["/a.md": Array(store.utf8)] }
        func take(_ changes: WorkspaceChanges, of session: SessionID) async throws {}
    }

    private let assembly = SupplyAssembly(source: Source())
    private let store: JSONValue = [
        "type": "memory_store", "memory_store_id": "memstore_1", "access": "read_only", "name": "Team Notes", "description": "Our notes.",
        "instructions": "Read them first.", "mount_path": "/mnt/memory/team-notes/",
    ]

    @Test func skillsAndTokensAreLookedUp() async throws {
        let servers = ["x", "y"].map { MCPServerDefinition(name: $0, transport: .url("https://\($0).example/mcp")) }
        let definition = AgentDefinition(name: "a", mcpServers: servers, skills: [SkillReference(id: "skill_1", version: "2")])
        let supply = try await assembly.supply(definition, vaults: ["vlt_1"], resources: [store])
        #expect(supply.answersCalls && supply.tellsPieces && supply.skills.map(\.folder) == ["/s/2"])
        #expect(supply.headers.keys.sorted() == ["x"] && supply.headers["x"]?["Authorization"]?.reveal() == "Bearer very-secret")
        #expect(supply.notes == nil)
        await #expect(throws: Source.Gone.self) {
            try await assembly.supply(AgentDefinition(name: "a", skills: [SkillReference(id: "skill_2")]), vaults: [], resources: [])
        }
    }

    @Test func anAgentThatReadsFilesIsToldWhereTheyAre() async throws {
        let definition = AgentDefinition(name: "a", tools: [.toolset([.read: .alwaysAllow])])
        let plain = try #require(try await assembly.supply(definition, vaults: [], resources: []).notes)
        let more = try #require(try await assembly.supply(definition, vaults: [], resources: [store]).notes)
        #expect(plain.contains("mnt/session/outputs") && more.hasPrefix(plain))
        #expect(more.contains("mnt/memory/team-notes is a memory store: do not change it. Our notes. Read them first."))
    }

    @Test func resourcesBecomeContents() async throws {
        let resources: [JSONValue] = [
            ["type": "file", "file_id": "file_1", "mount_path": "/mnt/session/uploads/a.txt"], ["type": "file", "file_id": "file_2"],
            ["type": "file", "file_id": "file_1", "mount_path": "/mnt/session/../../etc"], store, ["type": "other"],
        ]
        let contents = try await assembly.contents(resources)
        #expect(contents.files.map(\.source) == ["/stored/file_1"])
        #expect(contents.files.map(\.place.description) == ["/mnt/session/uploads/a.txt"])
        #expect(contents.memories.map(\.slug) == ["team-notes"] && contents.memories[0].isReadOnly)
        #expect(contents.memories[0].memories == ["/a.md": Array("memstore_1".utf8)])
    }

    @Test func aStoreWithoutAPlaceIsPutByItsName() async throws {
        let contents = try await assembly.contents([
            ["type": "memory_store", "memory_store_id": "m", "name": "My Notes", "mount_path": "/.."]
        ])
        #expect(contents.memories.map(\.slug) == ["my-notes"] && contents.memories[0].isReadOnly == false)
    }
}
