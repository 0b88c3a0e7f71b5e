import HTTP
import JSON
import ManagedAgents
import Testing

@Suite struct MemoryTests {
    private static func store(_ service: ServiceFixture) async throws -> String {
        try await service.send(.post, "/v1/memory_stores", ["name": "Field notes"]).json["id"]?.string ?? ""
    }

    @Test func aMemoryHasVersionsAndAGuard() async throws {
        try await ResourceFixture.run { service, _ in
            let store = try await Self.store(service)
            let path = "/v1/memory_stores/\(store)/memories"
            let first = try await service.send(.post, "\(path)?view=full", ["path": "/birds/wren.md", "content": "nine grams"]).json
            #expect(first["content"] == "nine grams")
            #expect(first["content_size_bytes"] == 10)
            #expect(first["content_sha256"]?.string?.utf8.count == 64)
            #expect(first["memory_store_id"]?.string == store)
            let id = first["id"]?.string ?? ""
            let guarded: JSONValue = ["type": "content_sha256", "content_sha256": first["content_sha256"] ?? .null]
            let second = try await service.send(.post, "\(path)/\(id)", ["content": "ten grams", "precondition": guarded]).json
            #expect(second["content"]?.isNull == true)
            #expect(second["memory_version_id"] != first["memory_version_id"])
            let stale = try await service.send(.post, "\(path)/\(id)", ["content": "x", "precondition": guarded])
            #expect(stale.status == 409)
            #expect(stale.errorType == "memory_precondition_failed_error")
            #expect(stale.fields["x-should-retry"] == "false")
            let taken = try await service.send(.post, path, ["path": "/birds/wren.md", "content": "again"])
            #expect(taken.status == 409)
            #expect(taken.errorType == "memory_path_conflict_error")
            let same = try await service.send(.post, "\(path)/\(id)", ["content": "ten grams"]).json
            #expect(same["memory_version_id"] == second["memory_version_id"])
            let kept = try await service.send(.delete, "\(path)/\(id)?expected_content_sha256=\(first["content_sha256"]?.string ?? "")")
            #expect(kept.status == 409)
            let removed = try await service.send(.delete, "\(path)/\(id)").json
            #expect(removed["type"] == "memory_deleted")
            let versions = try await service.send(.get, "/v1/memory_stores/\(store)/memory_versions?memory_id=\(id)&view=full").json
            #expect(versions["data"]?.array?.compactMap { $0["operation"]?.string } == ["deleted", "modified", "created"])
            #expect(versions["data"]?.array?.map { $0["content"]?.string } == [nil, "ten grams", "nine grams"])
            let created = try await service.send(.get, "/v1/memory_stores/\(store)/memory_versions?operation=created").json
            #expect(created["data"]?.array?.count == 1)
        }
    }

    @Test func aRedactedVersionSaysNothingAnyMore() async throws {
        try await ResourceFixture.run { service, _ in
            let store = try await Self.store(service)
            let path = "/v1/memory_stores/\(store)"
            let made = try await service.send(.post, "\(path)/memories", ["path": "/a", "content": "secret"]).json
            let version = made["memory_version_id"]?.string ?? ""
            let live = try await service.send(.post, "\(path)/memory_versions/\(version)/redact")
            #expect(live.status == 400)
            _ = try await service.send(.post, "\(path)/memories/\(made["id"]?.string ?? "")", ["content": ""])
            let redacted = try await service.send(.post, "\(path)/memory_versions/\(version)/redact").json
            for key in ["content", "path", "content_sha256", "content_size_bytes"] { #expect(redacted[key]?.isNull == true) }
            #expect(redacted["redacted_at"]?.string != nil)
            #expect(redacted["redacted_by"]?["type"] == "api_actor")
            let again = try await service.send(.post, "\(path)/memory_versions/\(version)/redact").json
            #expect(again == redacted)
            let read = try await service.send(.get, "\(path)/memory_versions/\(version)")
            #expect(!String(decoding: read.bytes, as: UTF8.self).contains("secret"))
        }
    }

    @Test func aListCanBeGroupedAndGoesOn() async throws {
        try await ResourceFixture.run { service, _ in
            let store = try await Self.store(service)
            let path = "/v1/memory_stores/\(store)/memories"
            for name in ["/b/x/1", "/b/x/2", "/b/y", "/a", "/b.md", "/c/z"] {
                let reply = try await service.send(.post, path, ["path": .string(name), "content": "x"])
                #expect(reply.status == 200)
            }
            func walk(_ query: String) async throws -> [String] {
                var (found, page) = ([String](), Optional(""))
                while let next = page {
                    let list = try await service.send(.get, "\(path)?\(query)\(next)").json
                    found += (list["data"]?.array ?? []).compactMap { $0["path"]?.string }
                    page = list["next_page"]?.string.map { "&page=\($0)" }
                }
                return found
            }
            let all = try await walk("limit=2")
            #expect(all == ["/a", "/b.md", "/b/x/1", "/b/x/2", "/b/y", "/c/z"])
            let top = try await walk("limit=1&depth=1")
            #expect(top == ["/a", "/b.md", "/b/", "/c/"])
            let below = try await walk("limit=1&depth=1&path_prefix=/b/")
            #expect(below == ["/b/x/", "/b/y"])
            let deep = try await walk("path_prefix=/b/")
            #expect(deep == ["/b/x/1", "/b/x/2", "/b/y"])
            let full = try await service.send(.get, "\(path)?view=full&limit=100").json
            #expect(full["data"]?[0]?["content"] == "x")
            for query in ["path_prefix=/b", "depth=2", "view=all"] {
                let reply = try await service.send(.get, "\(path)?\(query)")
                #expect(reply.status == 400)
            }
        }
    }

    @Test(arguments: [
        "", "a", "/", "//", "/a/", "/a//b", "/./a", "/../a", "/a\u{0}", "/a\u{200B}", "/a\u{2028}", "/e\u{301}",
        "/" + String(repeating: "x", count: 1024), String(repeating: "/a", count: 21),
    ])
    func aPathThatMayNotBeIsRefused(_ path: String) async throws {
        try await ResourceFixture.run { service, _ in
            let store = try await Self.store(service)
            let reply = try await service.send(.post, "/v1/memory_stores/\(store)/memories", ["path": .string(path), "content": "x"])
            #expect(reply.status == 400)
            #expect(reply.message.contains("path"))
        }
    }

    @Test func aContentHasABound() async throws {
        try await ResourceFixture.run { service, _ in
            let store = try await Self.store(service)
            let path = "/v1/memory_stores/\(store)/memories"
            let most = try await service.send(.post, path, ["path": "/a", "content": .string(String(repeating: "ü", count: 51_200))])
            #expect(most.status == 200)
            let more = try await service.send(.post, path, ["path": "/b", "content": .string(String(repeating: "ü", count: 51_201))])
            #expect(more.status == 400)
        }
    }

    @Test func anArchivedStoreIsNotChanged() async throws {
        try await ResourceFixture.run { service, _ in
            let store = try await Self.store(service)
            let path = "/v1/memory_stores/\(store)"
            let memory = try await service.send(.post, "\(path)/memories", ["path": "/a", "content": "x"]).json["id"]?.string ?? ""
            _ = try await service.send(.post, "\(path)/archive")
            let replies = [
                try await service.send(.post, path, ["name": "n"]),
                try await service.send(.post, "\(path)/memories", ["path": "/b", "content": "x"]),
                try await service.send(.post, "\(path)/memories/\(memory)", ["content": "y"]),
                try await service.send(.delete, "\(path)/memories/\(memory)"),
            ]
            #expect(replies.map(\.status) == [400, 400, 400, 400])
            let read = try await service.send(.get, "\(path)/memories/\(memory)").json
            #expect(read["content"] == "x")
            let removed = try await service.send(.delete, path).json
            #expect(removed["type"] == "memory_store_deleted")
        }
    }

    @Test func aSessionWritesAndReadsItsFolder() async throws {
        try await ResourceFixture.run { service, resources in
            let store = try await Self.store(service)
            let time = Timestamp(microseconds: 5_000_000)
            try await resources.memories.put("/a.md", "one", in: store, session: "sesn_1", at: time)
            try await resources.memories.put("/a.md", "two", in: store, session: "sesn_1", at: time)
            try await resources.memories.put("/a.md", "two", in: store, session: "sesn_1", at: time)
            try await resources.memories.put("/b.md", "three", in: store, session: "sesn_1", at: time)
            try await resources.memories.remove("/b.md", from: store, session: "sesn_1", at: time)
            let texts = try await resources.memories.texts(of: store)
            #expect(texts.map(\.path) == ["/a.md"])
            #expect(texts.map(\.content) == ["two"])
            let versions = try await service.send(.get, "/v1/memory_stores/\(store)/memory_versions?session_id=sesn_1").json
            #expect(versions["data"]?.array?.count == 4)
        }
    }
}
