import HTTP
import JSON
import Records
import Testing

@testable import ManagedAgents

/// What is kept of requests with an `Idempotency-Key`, and what goes with the objects that they are about.
@Suite struct KeptRequestTests {
    private static let key = [("Idempotency-Key", "k-1")]

    /// All that a store keeps of such requests, as text.
    private static func kept(_ store: any RecordStore) async throws -> String {
        var text = ""
        for kind in [IdempotencyClaim.kind, IdempotencyClaim.answerKind] {
            text += try await store.page(RecordQuery(kind, limit: 100)).records.map { $0.body.serializedString() }.joined()
        }
        return text
    }

    @Test func aLargeAnswerIsMadeAnewAsItWas() async throws {
        try await ResourceFixture.run { service, _ in
            let system = String(repeating: "long ", count: 8000)
            let body: JSONValue = ["name": "a", "model": "m-1", "system": .string(system)]
            let first = try await service.send(.post, "/v1/agents", body, fields: Self.key)
            #expect(first.status == 200)
            #expect(try await !Self.kept(service.store).contains("long long"))
            let id = first.json["id"]?.string ?? ""
            #expect(try await service.send(.post, "/v1/agents/\(id)", ["system": "short"]).status == 200)
            let second = try await service.send(.post, "/v1/agents", body, fields: Self.key)
            #expect(second.json == first.json)
        }
    }

    @Test func whatIsRemovedIsNotAnsweredAgainNorMadeAgain() async throws {
        try await ResourceFixture.run { service, _ in
            for (path, body) in [("environments", JSONValue.object(["name": "secret name"])), ("vaults", ["display_name": "secret name"])] {
                let first = try await service.send(.post, "/v1/\(path)", body, fields: [("Idempotency-Key", path)])
                #expect(try await Self.kept(service.store).contains("secret name"))
                _ = try await service.send(.delete, "/v1/\(path)/\(first.json["id"]?.string ?? "")")
                #expect(try await !Self.kept(service.store).contains("secret name"))
                let again = try await service.send(.post, "/v1/\(path)", body, fields: [("Idempotency-Key", path)])
                #expect(again.status == 404)
                #expect(again.fields["x-should-retry"] == "false")
                #expect(try await service.send(.get, "/v1/\(path)").json["data"] == [])
                let other = try await service.send(.post, "/v1/\(path)", ["name": "b"], fields: [("Idempotency-Key", path)])
                #expect(other.status == 422)
            }
        }
    }

    @Test func whatIsBelowSomethingRemovedGoesToo() async throws {
        try await ResourceFixture.run { service, _ in
            let vault = try await service.send(.post, "/v1/vaults", ["display_name": "v"]).json["id"]?.string ?? ""
            let auth: JSONValue = ["type": "static_bearer", "token": "hunter2-hunter2", "mcp_server_url": "https://mcp.example.com/x"]
            let path = "/v1/vaults/\(vault)/credentials"
            #expect(try await service.send(.post, path, ["display_name": "c", "auth": auth], fields: Self.key).status == 200)
            let kept = try await Self.kept(service.store)
            #expect(kept.contains("mcp.example.com") && !kept.contains("hunter2"))
            _ = try await service.send(.delete, "/v1/vaults/\(vault)")
            #expect(try await !Self.kept(service.store).contains("mcp.example.com"))
        }
    }

    @Test func aRedactedTextIsInNoAnswer() async throws {
        try await ResourceFixture.run { service, _ in
            let store = try await service.send(.post, "/v1/memory_stores", ["name": "m"]).json["id"]?.string ?? ""
            let path = "/v1/memory_stores/\(store)"
            let body: JSONValue = ["path": "/a.md", "content": "the old text"]
            let made = try await service.send(.post, "\(path)/memories?view=full", body, fields: Self.key)
            let version = made.json["memory_version_id"]?.string ?? ""
            #expect(try await Self.kept(service.store).contains("the old text"))
            let memory = "\(path)/memories/\(made.json["id"]?.string ?? "")"
            #expect(try await service.send(.post, memory, ["content": "the new text"]).status == 200)
            #expect(try await service.send(.post, "\(path)/memory_versions/\(version)/redact", [:]).status == 200)
            #expect(try await !Self.kept(service.store).contains("the old text"))
            let again = try await service.send(.post, "\(path)/memories?view=full", body, fields: Self.key)
            #expect(again.json["content"] == "the new text")
            #expect(try await service.send(.delete, memory).status == 200)
            #expect(try await service.send(.post, "\(path)/memories?view=full", body, fields: Self.key).status == 404)
        }
    }

    @Test func keysGoWhenTheirDayIsOverInSteps() async throws {
        try await ResourceFixture.run { service, _ in
            for number in 0..<5 {
                let key = [("Idempotency-Key", "\(number)")]
                #expect(try await service.send(.post, "/v1/environments", ["name": "\(number)"], fields: key).status == 200)
            }
            let requests = KeptRequests(service.store)
            let time = ManagedSources().now()
            let tomorrow = time + IdempotencyClaim.lifetime + 1
            var counts: [Int] = []
            for time in [time, tomorrow, tomorrow, tomorrow] {
                counts.append(try await requests.purge(Timestamp(microseconds: time), limit: 3))
            }
            #expect(counts == [0, 6, 4, 0])
            #expect(try await Self.kept(service.store).isEmpty)
        }
    }

    @Test func pastTheLimitANewKeyIsRefusedAndNoOldOneForgotten() async throws {
        try await ResourceFixture.run { service, _ in
            let first = try await service.send(.post, "/v1/environments", ["name": "a"], fields: Self.key)
            try await service.store.apply(
                (1..<IdempotencyClaim.keyLimit).map { .insert(Record(IdempotencyClaim.kind, id: "\($0)", created: 0, expires: .max)) }
            )
            let refused = try await service.send(.post, "/v1/environments", ["name": "b"], fields: [("Idempotency-Key", "k-2")])
            #expect(refused.status == 429)
            #expect(refused.errorType == "rate_limit_error")
            #expect(refused.fields["retry-after"] != nil)
            #expect(try await service.send(.get, "/v1/environments").json["data"]?.array?.count == 1)
            #expect(try await service.send(.post, "/v1/environments", ["name": "b"]).status == 200)
            #expect(try await service.send(.post, "/v1/environments", ["name": "a"], fields: Self.key).json == first.json)
        }
    }
}
