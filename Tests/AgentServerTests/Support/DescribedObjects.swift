import HTTP
import JSON
import Testing

@testable import AgentServer

/// One object of each kind, by the names that openapi.json has for their ids.
enum DescribedObjects {
    static func make(_ client: ManagedClient) async throws -> [String: String] {
        var ids: [String: String] = [:]
        func keep(_ name: String, _ id: JSONValue?) { ids[name] = id?.string ?? "missing" }

        keep("agent_id", try await client.post("/agents", ["name": "A", "model": "claude-sonnet-4-6"])["id"])
        keep("environment_id", try await client.post("/environments", ["name": "here"])["id"])
        let file = try await upload(client, "/files", "file", "a.txt", "hello")
        keep("file_id", file["id"])
        let skill = try await upload(client, "/skills", "files[]", "sk/SKILL.md", "---\nname: sk\ndescription: A skill.\n---\nDo it.\n")
        keep("skill_id", skill["id"])
        keep("version", skill["latest_version_id"])
        keep("vault_id", try await client.post("/vaults", ["display_name": "V"])["id"])
        let auth: JSONValue = ["type": "static_bearer", "token": "t-of-no-value", "mcp_server_url": "https://mcp.example/x"]
        keep("credential_id", try await client.post("/vaults/\(ids["vault_id"] ?? "")/credentials", ["auth": auth])["id"])
        keep("memory_store_id", try await client.post("/memory_stores", ["name": "M"])["id"])
        let memory: JSONValue = ["path": "/notes.md", "content": "one"]
        let made = try await client.post("/memory_stores/\(ids["memory_store_id"] ?? "")/memories", memory)
        keep("memory_id", made["id"])
        keep("memory_version_id", made["memory_version_id"])
        keep("model_id", try await client.get("/models")["first_id"])
        let session: JSONValue = [
            "agent": .string(ids["agent_id"] ?? ""), "environment_id": .string(ids["environment_id"] ?? ""),
            "resources": [["type": "file", "file_id": .string(ids["file_id"] ?? "")]],
        ]
        let begun = try await client.post("/sessions", session)
        keep("session_id", begun["id"])
        keep("resource_id", begun["resources"]?[0]?["id"])
        keep("thread_id", try await client.get("/sessions/\(ids["session_id"] ?? "")/threads")["data"]?[0]?["id"])
        #expect(!ids.values.contains("missing"), "\(ids)")
        return ids
    }

    private static func upload(
        _ client: ManagedClient,
        _ path: String,
        _ part: String,
        _ name: String,
        _ text: String
    ) async throws -> JSONValue {
        let head = "Content-Disposition: form-data; name=\"\(part)\"; filename=\"\(name)\"\r\nContent-Type: text/plain"
        let body = "--bnd\r\n\(head)\r\n\r\n\(text)\r\n--bnd--\r\n"
        let answer = try await client.server.exchange(.post, "/v1\(path)", [("Content-Type", "multipart/form-data; boundary=bnd")], body)
        #expect(answer.status == 200, "\(answer.text)")
        return try JSONValue(parsing: answer.text)
    }
}
