import HTTP
import JSON
import ManagedAgents
import Records
import Synchronization
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
        "/" + String(repeating: "x", count: 1024), String(repeating: "/a", count: 21), "/" + String(repeating: "ü", count: 128),
    ])
    func aPathThatMayNotBeIsRefused(_ path: String) async throws {
        try await ResourceFixture.run { service, _ in
            let store = try await Self.store(service)
            let reply = try await service.send(.post, "/v1/memory_stores/\(store)/memories", ["path": .string(path), "content": "x"])
            #expect(reply.status == 400)
            #expect(reply.message.contains("path"))
        }
    }

    @Test func aPathIsAMemoryOrAFolder() async throws {
        try await ResourceFixture.run { service, _ in
            let path = "/v1/memory_stores/\(try await Self.store(service))/memories"
            let made = try await service.send(.post, path, ["path": "/a/b/c", "content": "x"]).json["id"]?.string ?? ""
            for place in ["/a", "/a/b", "/a/b/c/d", "/a/b/c/d/e"] {
                let reply = try await service.send(.post, path, ["path": .string(place), "content": "x"])
                #expect(reply.status == 409 && reply.errorType == "memory_path_conflict_error", "\(place)")
            }
            for place in ["/a/b.md", "/a/bc", "/b"] {
                let reply = try await service.send(.post, path, ["path": .string(place), "content": "x"])
                #expect(reply.status == 200, "\(place)")
            }
            // Out of its own way, and into that of another.
            let moved = try await service.send(.post, "\(path)/\(made)", ["path": "/a/b"])
            #expect(moved.status == 200)
            let blocked = try await service.send(.post, "\(path)/\(made)", ["path": "/b/x"])
            #expect(blocked.status == 409 && blocked.errorType == "memory_path_conflict_error")
            let free = try await service.send(.post, path, ["path": "/a/b/c", "content": "x"])
            #expect(free.status == 409)
        }
    }

    /// What a session does to memories, and how they are afterwards.
    private static func memories(
        _ start: [String: String],
        _ body: @escaping @Sendable (MemoryShelf, String, [String: String]) async throws -> Void
    ) async throws -> [String: String] {
        let result = Mutex<[String: String]>([:])
        try await ResourceFixture.run { service, resources in
            let store = try await Self.store(service)
            for (path, text) in start {
                _ = try await service.send(.post, "/v1/memory_stores/\(store)/memories", ["path": .string(path), "content": .string(text)])
            }
            let known = try await resources.memories.texts(of: store)
            try await body(resources.memories, store, Dictionary(known.map { ($0.path, $0.hash) }) { $1 })
            let texts = try await resources.memories.texts(of: store)
            result.withLock { $0 = Dictionary(texts.map { ($0.path, $0.content) }) { $1 } }
        }
        return result.withLock(\.self)
    }

    private static let now = Timestamp(microseconds: 1)

    @Test func whatASessionChangesIsKeptBesideWhatOthersHaveChanged() async throws {
        let found = try await Self.memories(["/a.md": "old", "/b/c": "x", "/d": "kept"]) { shelf, store, hashes in
            for (session, text) in [("s1", "one"), ("s2", "two"), ("s2", "two")] {
                try await shelf.put("/a.md", text, knowing: hashes["/a.md"], in: store, session: session, at: Self.now)
            }
            try await shelf.put("/b", "file", knowing: nil, in: store, session: "s", at: Self.now)
            try await shelf.put("/d", "changed", knowing: hashes["/d"], in: store, session: "s", at: Self.now)
            try await shelf.put("/new", "n", knowing: "gone meanwhile", in: store, session: "s", at: Self.now)
        }
        let beside = found.filter { $0.key.contains("conflict") }
        #expect(beside.values.sorted() == ["file", "two"], "\(found)")
        #expect(beside.keys.allSatisfy { $0.hasPrefix("/a.conflict-") && $0.hasSuffix(".md") || $0.hasPrefix("/b.conflict-") })
        #expect(found.filter { !$0.key.contains("conflict") } == ["/a.md": "one", "/b/c": "x", "/d": "changed", "/new": "n"])
    }

    @Test func aSessionRemovesWhatItKnows() async throws {
        let found = try await Self.memories(["/a": "a", "/b": "b"]) { shelf, store, hashes in
            try await shelf.put("/b", "newer", knowing: hashes["/b"], in: store, session: "other", at: Self.now)
            for path in ["/a", "/b", "/absent"] {
                try await shelf.remove(path, knowing: hashes[path], from: store, session: "s", at: Self.now)
            }
        }
        #expect(found == ["/b": "newer"])
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
            let shelf = resources.memories
            var known: String?
            for text in ["one", "two", "two"] {
                try await shelf.put("/a.md", text, knowing: known, in: store, session: "sesn_1", at: time)
                known = try await shelf.texts(of: store).first?.hash
            }
            try await shelf.put("/b.md", "three", knowing: nil, in: store, session: "sesn_1", at: time)
            let hash = try await shelf.texts(of: store).last?.hash
            try await shelf.remove("/b.md", knowing: hash, from: store, session: "sesn_1", at: time)
            let texts = try await resources.memories.texts(of: store)
            #expect(texts.map(\.path) == ["/a.md"])
            #expect(texts.map(\.content) == ["two"])
            let versions = try await service.send(.get, "/v1/memory_stores/\(store)/memory_versions?session_id=sesn_1").json
            #expect(versions["data"]?.array?.count == 4)
        }
    }

    @Test func aStoreHasABound() async throws {
        try await ResourceFixture.run { service, resources in
            let store = try await Self.store(service)
            func put(_ path: String) async throws {
                try await resources.memories.put(path, "x", knowing: nil, in: store, session: "s", at: Self.now)
            }
            let memories = (0..<2000).map {
                Record(RecordKind(rawValue: "memory"), id: "mem_\($0)", parent: store, key: "/\($0)", created: 1)
            }
            try await resources.memories.shelf.store.apply(memories.map { .insert($0) })
            await #expect { try await put("/more") } throws: { ($0 as? RecordError)?.code == .tooMany }
            let reply = try await service.send(.post, "/v1/memory_stores/\(store)/memories", ["path": "/more", "content": "x"])
            #expect(reply.status == 400)
        }
    }
}
