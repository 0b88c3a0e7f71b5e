internal import Domain
internal import JSON
internal import Records

/// Memory stores.
public struct MemoryShelf: Sendable {
    /// The stores.
    public let shelf: ResourceShelf
    let book: MemoryBook
    private let sources: ManagedSources

    init(_ store: any RecordStore, sources: ManagedSources) {
        shelf = ResourceShelf("memory_store", type: "memory_store", noun: "memory store", store: store)
        book = MemoryBook(shelf, sources: sources)
        self.sources = sources
    }

    private func read(_ body: JSONValue, _ old: JSONValue?) throws(DefinitionError) -> JSONValue {
        let reader = try DefinitionReader(body, path: "", allowed: ["name", "description", "metadata"])
        let description = try reader.string("description", upTo: 1024, keeping: old?["description"])
        return [
            "name": try reader.requiredString("name", upTo: 255, keeping: old?["name"]),
            "description": description.isNull ? "" : description, "metadata": try reader.metadata(changing: old?["metadata"]),
        ]
    }

    private func create(_ call: ManagedRequest) async throws -> ManagedAnswer {
        let body = try read(call.json, nil)
        return try await shelf.create(
            Record(shelf.kind, id: sources.makeID(.memoryStore), created: call.time.microseconds, body: body),
            call
        )
    }

    private func update(_ call: ManagedRequest) async throws -> ManagedAnswer {
        let record = try await shelf.change(call.parameter("id"), at: call.time) { record in
            guard record.archived == nil else { throw ManagedError.invalid("memory store \(record.id) is archived and cannot be changed") }
            record.body = try read(call.json, record.body)
        }
        return .json(shelf.wire(record))
    }

    private func remove(_ call: ManagedRequest) async throws -> ManagedAnswer {
        let id = call.parameter("id")
        let kinds = [book.memories.kind, book.versions.kind, MemoryBook.contentKind]
        return try await shelf.remove(id, extra: kinds.map { .deleteAll($0, parent: id) })
    }

    var routes: [ManagedRoute] {
        [
            .create("/v1/memory_stores", again: shelf.again, handler: create),
            .get("/v1/memory_stores") { call in try await shelf.list(try PageRequest(call.query, list: "memory_stores", .times), call) },
            .get("/v1/memory_stores/{id}") { call in .json(shelf.wire(try await shelf.find(call.parameter("id")))) },
            .post("/v1/memory_stores/{id}", handler: update),
            .post("/v1/memory_stores/{id}/archive") { call in try await shelf.archive(call, call.parameter("id")) },
            .delete("/v1/memory_stores/{id}", handler: remove),
        ] + MemoryRoutes(book: book).routes + MemoryVersionRoutes(book: book).routes
    }
}
