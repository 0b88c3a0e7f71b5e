import EventLoop
import HTTP
import JSON
import ManagedAgents
import Records
import Testing

@Suite struct ManagedServiceTests {
    @Sendable private static func routes(_ folder: String) -> [ManagedRoute] {
        [
            .get("/v1/things/{id}") { call in .json(["id": .string(call.parameter("id")), "beta": .bool(call.query.texts("beta").isEmpty)])
            },
            .post("/v1/things/{id}", upTo: 1000) { call in .json(call.json) },
            .get("/v1/broken") { _ in throw IOError(.system(5), "read /secret/path") },
            .get("/v1/full") { _ in throw RecordError(.full, "no room on /secret/path") },
            .get("/v1/conflict") { _ in throw ManagedError.conflict("the version is stale") },
            .get("/v1/ticket/{ticket}", handler: { _ in .json([:]) }).open { $0.parameter("ticket") == "right" },
            .get("/v1/text") { _ in .bytes(Array("abc".utf8), mediaType: "application/zip") },
            .upload("/v1/upload", UploadLimits(parts: 3, bytes: 1000)) { call in
                .json([
                    "files": .array(call.form.files.map { .string($0.name + ":\($0.size)") }), "f": .string(try call.form.text("f") ?? ""),
                ])
            },
        ]
    }

    @Test func everyAnswerHasARequestID() async throws {
        try await ServiceFixture.run(routes: Self.routes) { service in
            let good = try await service.send(.get, "/v1/things/a%2Fb?beta=true&unknown=1")
            #expect(good.status == 200)
            #expect(good.json["id"]?.string == "a/b")
            #expect(good.fields["request-id"]?.hasPrefix("req_") == true)
            for target in ["/v1/nothing", "/v1/things/", "/v1/broken", "/v1/things/%zz"] {
                let bad = try await service.send(.get, target)
                #expect(bad.json["type"] == "error")
                #expect(bad.json["request_id"]?.string == bad.fields["request-id"])
            }
        }
    }

    @Test func whatIsNotThereIsToldInTheEnvelope() async throws {
        try await ServiceFixture.run(routes: Self.routes) { service in
            let missing = try await service.send(.get, "/v1/nothing")
            #expect(missing.status == 404)
            #expect(missing.errorType == "not_found_error")
            let wrong = try await service.send(.delete, "/v1/things/a")
            #expect(wrong.status == 405)
            #expect(wrong.fields["allow"] == "GET, POST")
            #expect(wrong.errorType == "invalid_request_error")
        }
    }

    @Test func failuresAreToldWithoutTheirCause() async throws {
        try await ServiceFixture.run(routes: Self.routes) { service in
            let broken = try await service.send(.get, "/v1/broken")
            #expect(broken.status == 500)
            #expect(broken.errorType == "api_error")
            let full = try await service.send(.get, "/v1/full")
            #expect(full.status == 507)
            #expect(full.fields["x-should-retry"] == "false")
            let conflict = try await service.send(.get, "/v1/conflict")
            #expect(conflict.status == 409)
            #expect(conflict.fields["x-should-retry"] == "false")
            for reply in [broken, full] { #expect(!String(decoding: reply.bytes, as: UTF8.self).contains("secret")) }
        }
    }

    @Test func theKeyIsTakenInBothForms() async throws {
        try await ServiceFixture.run(key: "sk-right", routes: Self.routes) { service in
            for fields in [
                [("Authorization", "Bearer sk-right")], [("authorization", "bearer  sk-right")], [("x-api-key", "sk-right")],
                [("Authorization", "Bearer sk-wrong"), ("x-api-key", "sk-right")],
            ] {
                #expect(try await service.send(.get, "/v1/things/a", fields: fields).status == 200)
            }
            for fields in [
                [], [("Authorization", "Bearer sk-righ")], [("Authorization", "sk-right")], [("x-api-key", "")],
                [("x-api-key", "sk-right2")],
                [("Authorization", "Basic sk-right")],
            ] {
                for target in ["/v1/things/a", "/v1/nothing"] {
                    let reply = try await service.send(.get, target, fields: fields)
                    #expect(reply.status == 401)
                    #expect(reply.errorType == "authentication_error")
                    #expect(reply.fields["www-authenticate"] == "Bearer")
                }
            }
        }
    }

    @Test func aRouteMayLetInWithoutTheKey() async throws {
        try await ServiceFixture.run(key: "k", routes: Self.routes) { service in
            let right = try await service.send(.get, "/v1/ticket/right")
            let wrong = try await service.send(.get, "/v1/ticket/wrong")
            let withKey = try await service.send(.get, "/v1/ticket/wrong", fields: [("x-api-key", "k")])
            #expect([right, wrong, withKey].map(\.status) == [200, 401, 200])
        }
    }

    @Test func anEmptyBodyIsAnEmptyObject() async throws {
        try await ServiceFixture.run(routes: Self.routes) { service in
            for type in ["application/json", "application/json; charset=utf-8"] {
                let reply = try await service.send(.post, "/v1/things/a", bytes: [], fields: [("Content-Type", type)])
                #expect(reply.status == 200)
                #expect(reply.json == .object([:]))
            }
        }
    }

    @Test(arguments: [
        "[]", "1", "null", "{", "{}x", "\u{FEFF}{}",
        "{\"a\":" + String(repeating: "[", count: 70) + String(repeating: "]", count: 70) + "}",
    ])
    func aBodyThatIsNoObjectIsRefused(_ body: String) async throws {
        try await ServiceFixture.run(routes: Self.routes) { service in
            let reply = try await service.send(
                .post,
                "/v1/things/a",
                bytes: Array(body.utf8),
                fields: [("Content-Type", "application/json")]
            )
            #expect(reply.status == 400)
            #expect(reply.errorType == "invalid_request_error")
        }
    }

    @Test func otherBodiesAreRefused() async throws {
        try await ServiceFixture.run(routes: Self.routes) { service in
            let large = try await service.send(.post, "/v1/things/a", ["a": .string(String(repeating: "x", count: 1000))])
            #expect(large.status == 413)
            #expect(large.errorType == "request_too_large")
            let form = try await service.send(.post, "/v1/things/a", bytes: Array("a=b".utf8), fields: [("Content-Type", "text/plain")])
            #expect(form.status == 400)
        }
    }

    @Test func bytesAreSentAsTheyAre() async throws {
        try await ServiceFixture.run(routes: Self.routes) { service in
            let reply = try await service.send(.get, "/v1/text")
            #expect(reply.bytes == Array("abc".utf8))
            #expect(reply.fields["content-type"] == "application/zip")
        }
    }

    @Test func aFormIsReadAndItsFilesAreGoneAfterwards() async throws {
        try await ServiceFixture.run(routes: Self.routes) { service in
            let reply = try await service.upload("/v1/upload", [("file", "ü \\\"x.txt", "hello"), ("f", nil, "1 2"), ("g", "e", "")])
            #expect(reply.json == ["files": ["ü \"x.txt:5", "e:0"], "f": "1 2"])
            #expect(Files.entries(of: service.folder).isEmpty)
            let many = try await service.upload("/v1/upload", (0..<4).map { ("file", "\($0)", "x") })
            #expect(many.status == 413)
            let large = try await service.upload("/v1/upload", [("file", "a", String(repeating: "x", count: 1001))])
            #expect(large.status == 413)
            let json = try await service.send(.post, "/v1/upload", ["a": 1])
            #expect(json.status == 400)
            let cut = try await service.send(
                .post,
                "/v1/upload",
                bytes: Array("--b\r\n".utf8),
                fields: [("Content-Type", "multipart/form-data; boundary=b")]
            )
            #expect(cut.status == 400)
            #expect(Files.entries(of: service.folder).isEmpty)
        }
    }
}

extension ManagedRoute {
    /// The same, open to whoever `admits` lets in.
    fileprivate func open(_ admits: @escaping @Sendable (ManagedRequest) -> Bool) -> ManagedRoute {
        var route = self
        route.access = .keyOr { admits($0) }
        return route
    }
}
