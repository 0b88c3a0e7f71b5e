import EventLoop
import HTTP
import JSON
import ManagedAgents
import Records
import Synchronization
import Testing

@Suite struct FileTests {
    @Test func anUploadedFileIsListedAndRemoved() async throws {
        try await ResourceFixture.run { service, resources in
            let made = try await service.upload("/v1/files", [("file", "Übung 1.txt", "abc")])
            let id = made.json["id"]?.string ?? ""
            #expect(made.json["filename"] == "Übung 1.txt")
            #expect(made.json["mime_type"] == "text/plain")
            #expect(made.json["size_bytes"] == 3)
            #expect(made.json["downloadable"] == false)
            let record = try await resources.files.file(id)
            let path = resources.files.path(of: record)
            #expect(try Files.read(path, upTo: 10) == Array("abc".utf8))
            let shown = try await service.send(.get, "/v1/files/\(id)").json
            #expect(shown == made.json)
            let content = try await service.send(.get, "/v1/files/\(id)/content")
            #expect(content.status == 400)
            #expect(content.json["error"]?["details"]?["error_code"] == "file_not_downloadable")
            let listed = try await service.send(.get, "/v1/files?limit=1000").json
            #expect(listed["data"] == [made.json])
            let chosen = try await service.send(.get, "/v1/files?ids%5B%5D=\(id)&ids%5B%5D=file_none").json
            #expect(chosen["data"] == [made.json])
            let removed = try await service.send(.delete, "/v1/files/\(id)").json
            #expect(removed == ["id": .string(id), "type": "file_deleted"])
            #expect(!Files.exists(path))
            for method in [HTTPMethod.get, .delete] {
                let gone = try await service.send(method, "/v1/files/\(id)")
                #expect(gone.status == 404)
            }
        }
    }

    @Test func aFileOfASessionCanBeFetched() async throws {
        try await ResourceFixture.run { service, resources in
            let source = "\(service.folder)/made"
            let content = (0..<700_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            try Files.writePrivately(content, to: source)
            let file = try await resources.files.add(
                "out \"1\".bin",
                mediaType: "application/octet-stream",
                from: source,
                session: "sesn_1",
                isDownloadable: true
            )
            _ = try await service.upload("/v1/files", [("file", "other", "x")])
            let scoped = try await service.send(.get, "/v1/files?scope_id=sesn_1").json
            #expect(scoped["data"]?.array?.compactMap { $0["id"]?.string } == [file.id])
            #expect(scoped["data"]?[0]?["scope"] == ["id": "sesn_1", "type": "session"])
            let fetched = try await service.send(.get, "/v1/files/\(file.id)/content")
            #expect(fetched.bytes == content)
            #expect(fetched.fields["content-disposition"] == "attachment; filename=\"out _1_.bin\"")
            #expect(fetched.fields["request-id"] != nil)
            try await resources.files.removeAll(of: "sesn_1")
            let gone = try await service.send(.get, "/v1/files/\(file.id)/content")
            #expect(gone.status == 404)
        }
    }

    @Test func aFileExpires() async throws {
        let time = Clock()
        let sources = ManagedSources(now: { time.now })
        try await ResourceFixture.run(sources: sources) { service, resources in
            let made = try await service.upload("/v1/files", [("file", "a", "abc"), ("expires_in_seconds", nil, "3600")])
            let id = made.json["id"]?.string ?? ""
            #expect(made.json["expires_at"]?.string != nil)
            let path = resources.files.path(of: try await resources.files.file(id))
            time.advance(3601)
            await #expect(throws: ManagedError.self) { try await resources.files.file(id) }
            let gone = try await service.send(.get, "/v1/files/\(id)")
            #expect(gone.status == 404)
            #expect(gone.json["error"]?["details"]?["error_code"] == "file_expired")
            let sweep = Timestamp(microseconds: time.now)
            #expect(try await resources.files.purge(sweep) == 1)
            #expect(try await resources.files.purge(sweep) == 0)
            #expect(!Files.exists(path))
        }
    }

    private final class Clock: Sendable {
        private let time = Mutex(Int64(1_800_000_000_000_000))
        var now: Int64 { time.withLock { $0 } }
        func advance(_ seconds: Int64) { time.withLock { $0 += seconds * 1_000_000 } }
    }

    @Test func aFormThatIsNoFileIsRefused() async throws {
        try await ResourceFixture.run { service, _ in
            let forms: [[(field: String, name: String?, content: String)]] = [
                [], [("file", nil, "abc")], [("other", "a", "abc")], [("file", "a", "x"), ("file", "b", "y")], [("file", "a/b", "x")],
                [("file", "a", "x"), ("expires_in_seconds", nil, "10")], [("file", "a", "x"), ("expires_in_seconds", nil, "soon")],
                [("file", "a", "x"), ("more", nil, "1")], [("file", "", "x")], [("file", "..", "x")],
            ]
            for form in forms {
                let reply = try await service.upload("/v1/files", form)
                #expect(reply.status == 400)
                #expect(reply.errorType == "invalid_request_error")
            }
            let both = try await service.send(.get, "/v1/files?ids%5B%5D=a&limit=3")
            #expect(both.status == 400)
        }
    }

    @Test func aFullDiskIsToldAndLeavesNothing() async throws {
        try await ResourceFixture.run(store: FullStore()) { service, resources in
            let replies = [
                try await service.upload("/v1/files", [("file", "a", "abc")]),
                try await service.upload("/v1/skills", [("files[]", "b/SKILL.md", "---\nname: b\ndescription: d\n---\n")]),
                try await service.send(.post, "/v1/agents", ["name": "A", "model": "m"]),
                try await service.send(.post, "/v1/vaults", ["display_name": "v"], fields: [("Idempotency-Key", "k")]),
                try await service.send(.post, "/v1/memory_stores", ["name": "m"]),
            ]
            for reply in replies {
                #expect(reply.status == 507)
                #expect(reply.errorType == "api_error")
                #expect(reply.fields["x-should-retry"] == "false")
            }
            let folder = resources.uploadFolder.dropLast("/incoming".utf8.count)
            for name in ["content", "skills", "incoming"] { #expect(Files.entries(of: "\(folder)/\(name)").isEmpty) }
        }
    }

    @Test func whatBelongsToNoRecordGoesAtTheNextStart() async throws {
        let store = MemoryRecordStore()
        try await ResourceFixture.run(store: store) { service, resources in
            let id = try await service.upload("/v1/files", [("file", "a", "abc")]).json["id"]?.string ?? ""
            let path = resources.files.path(of: try await resources.files.file(id))
            let folder = String(path.dropLast("/content/\(id)".utf8.count))
            try Files.writePrivately([1], to: "\(folder)/content/file_stray")
            try Files.makeFolder("\(folder)/skills/skillver_stray")
            try Files.makeFolder("\(folder)/incoming/req_stray")
            guard let key = ResourceFixture.key else { return }
            _ = try await ManagedResources.open(store, folder: folder, key: key, models: [])
            #expect(Files.entries(of: "\(folder)/content") == [id])
            #expect(Files.entries(of: "\(folder)/skills").isEmpty)
            #expect(Files.entries(of: "\(folder)/incoming").isEmpty)
        }
    }
}
