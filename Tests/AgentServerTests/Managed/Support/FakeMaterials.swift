import Domain
import JSON
import ManagedAgents

@testable import AgentServer

/// The other objects of /v1, without a store: one agent, one environment, files by any name.
struct FakeMaterials: SessionMaterials {
    static let agent: JSONValue = [
        "id": "agent_1", "type": "agent", "version": 1, "name": "Clerk", "description": nil,
        "model": ["id": "claude-sonnet-4-6", "effort": nil, "speed": "standard"], "system": "You are a clerk.", "tools": [],
        "mcp_servers": [], "skills": [], "metadata": [:], "multiagent": nil, "execution_identity": ["type": "service_account"],
    ]

    let removed = Shared<[String]>([])
    /// Called whenever resources or files are looked at, which is between a request's first look at its session and its work.
    let meanwhile = Shared<(@Sendable () async throws -> Void)?>(nil)

    func agent(_ id: String, version: Int?) async throws -> JSONValue {
        guard id == "agent_1", version ?? 1 == 1 else { throw ManagedError.notFound("agent", id) }
        return Self.agent
    }

    func agent(_ snapshot: JSONValue, changing parts: JSONObject) async throws -> JSONValue { snapshot.merging(.object(parts)) }

    func checkEnvironment(_ id: String) async throws {
        guard id == "env_1" else { throw ManagedError.notFound("environment", id) }
    }

    func checkVaults(_ ids: [String]) async throws {
        for id in ids where id != "vlt_1" { throw ManagedError.notFound("vault", id) }
    }

    func attach(_ resources: [JSONValue], beside others: [JSONValue], to session: SessionID, at time: Timestamp) async throws -> [JSONValue]
    {
        try resources.enumerated().map { index, resource in
            guard let file = resource["file_id"]?.string else {
                throw ManagedError.invalid(field: "resources[\(index)].type", "must be file")
            }
            return [
                "id": .string("sesrsc_\(file)"), "type": "file", "file_id": .string("file_copy_of_\(file)"),
                "mount_path": .string("/mnt/session/uploads/\(file)"), "created_at": time.json, "updated_at": time.json,
            ]
        }
    }

    func present(_ resources: [JSONValue]) async throws -> [JSONValue] {
        try await meanwhile.value?()
        return resources
    }

    func whole(_ blocks: [PromptBlock], beside others: Int) async throws -> [PromptBlock] {
        if let meanwhile = meanwhile.value {
            try await meanwhile()
            return [.text("what the files hold")]
        }
        guard let first = PromptContent.blocks(blocks).fileIDs.first else { return blocks }
        throw ManagedError.notFound("file", first)
    }

    func detach(_ resource: JSONValue, from session: SessionID) async throws {}

    func removeAll(of session: SessionID) async throws { removed.change { $0.append(session.text) } }
}
