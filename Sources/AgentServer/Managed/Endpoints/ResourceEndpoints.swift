internal import JSON
internal import ManagedAgents
internal import Records

/// Resources of a session.
struct ResourceEndpoints: Sendable {
    let store: SessionStore
    let materials: any SessionMaterials

    private static let mostFiles = 500

    /// What is served.
    var routes: [ManagedRoute] {
        [
            .get("/v1/sessions/{id}/resources") { .json(try await list($0)) },
            .create("/v1/sessions/{id}/resources", .resumed(nil)) { .json(try await add($0)) },
            .get("/v1/sessions/{id}/resources/{resource}") { .json(try await find($0).resource) },
            .post("/v1/sessions/{id}/resources/{resource}") { .json(try await update($0)) },
            .delete("/v1/sessions/{id}/resources/{resource}") { .json(try await remove($0)) },
        ]
    }

    private func list(_ request: ManagedRequest) async throws -> JSONValue {
        let session = try await store.session(request.parameter("id"))
        let name = "\(session.record.id)/resources"
        let page = try PageRequest(request.query, list: name, standard: 1000, most: 1000, order: .ascending)
        let first = page.cursor?.place ?? 0
        let rest = session.resources.dropFirst(first)
        let shown = rest.prefix(page.limit)
        let next = shown.count < rest.count ? JSONValue.string(page.cursor(behind: first + shown.count, 0).text) : .null
        return ["data": .array(Array(shown)), "next_page": next]
    }

    private func add(_ request: ManagedRequest) async throws -> JSONValue {
        var session = try await store.session(request.parameter("id"))
        let id = request.origin.id(.resource)
        if let known = session.resources.first(where: { $0["id"]?.string == id }) { return known }
        try request.origin.checkUndone()
        try session.checkOpen()
        guard request.json["type"]?.string == "file" else {
            throw ManagedError.invalid(field: "type", "must be file: others come with the session")
        }
        guard session.resources.count(where: { $0["type"] == "file" }) < Self.mostFiles else {
            throw ManagedError.invalid("the session has \(Self.mostFiles) files already, as many as it may")
        }
        let attached = try await materials.attach([request.json], beside: session.resources, to: session.id, at: request.time)
        guard var added = attached.first?.object else { return .null }
        added["id"] = .string(id)
        session.set("resources", .array(session.resources + [.object(added)]))
        session.record.updated = request.time.microseconds
        do { try await store.records.apply([.replace(session.record)]) } catch {
            try? await materials.detach(.object(added), from: session.id)
            throw error
        }
        return .object(added)
    }

    private func find(_ request: ManagedRequest) async throws -> (session: StoredSession, resource: JSONValue) {
        let session = try await store.session(request.parameter("id"))
        let id = request.parameter("resource")
        guard let resource = session.resources.first(where: { $0["id"]?.string == id }) else { throw ManagedError.notFound("resource", id) }
        return (session, resource)
    }

    private func update(_ request: ManagedRequest) async throws -> JSONValue {
        _ = try await find(request)
        throw ManagedError.invalid("only the token of a github_repository can be changed, and this server takes no repositories")
    }

    private func remove(_ request: ManagedRequest) async throws -> JSONValue {
        var (session, resource) = try await find(request)
        guard !session.isArchived else { throw ManagedError.invalid("the session is archived and cannot be changed") }
        guard resource["type"] == "file" else { throw ManagedError.invalid("only files can be taken away from a session") }
        session.set("resources", .array(session.resources.filter { $0["id"] != resource["id"] }))
        session.record.updated = request.time.microseconds
        try await store.records.apply([.replace(session.record)])
        try await materials.detach(resource, from: session.id)
        return ["id": resource["id"] ?? .null, "type": "session_resource_deleted"]
    }
}
