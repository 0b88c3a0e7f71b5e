internal import JSON
public import Records

/// Environments.
public struct EnvironmentShelf: Sendable {
    /// The objects.
    public let shelf: ResourceShelf
    private let sources: ManagedSources

    init(_ store: any RecordStore, sources: ManagedSources) {
        shelf = ResourceShelf("environment", type: "environment", noun: "environment", missingCode: "environment_not_found", store: store)
        self.sources = sources
    }

    /// An environment that may be used for a new session.
    ///
    /// - Throws: `ManagedError` 404, or 400 when it is archived.
    public func usable(_ id: String) async throws -> Record {
        let record = try await shelf.find(id)
        guard record.archived == nil else { throw Self.archived(id) }
        return record
    }

    private static func archived(_ id: String) -> ManagedError {
        .invalid("environment \(id) is archived", code: "environment_archived")
    }

    private func create(_ call: ManagedRequest) async throws -> ManagedAnswer {
        let body = JSONValue.object(try EnvironmentBody.read(call.json))
        let record = Record(shelf.kind, id: sources.makeID(.environment), created: call.time.microseconds, body: body)
        return try await shelf.create(record, call)
    }

    private func update(_ call: ManagedRequest) async throws -> ManagedAnswer {
        let record = try await shelf.change(call.parameter("id"), at: call.time) { record in
            guard record.archived == nil else { throw Self.archived(record.id) }
            record.body = .object(try EnvironmentBody.read(call.json, changing: record.body))
        }
        return .json(shelf.wire(record))
    }

    var routes: [ManagedRoute] {
        [
            .create("/v1/environments", again: shelf.again, handler: create),
            .get("/v1/environments") { call in try await shelf.list(try PageRequest(call.query, list: "environments"), call) },
            .get("/v1/environments/{id}") { call in .json(shelf.wire(try await shelf.find(call.parameter("id")))) },
            .post("/v1/environments/{id}", handler: update),
            .post("/v1/environments/{id}/archive") { call in try await shelf.archive(call, call.parameter("id")) },
            .delete("/v1/environments/{id}") { call in try await shelf.remove(call.parameter("id")) },
        ]
    }
}
