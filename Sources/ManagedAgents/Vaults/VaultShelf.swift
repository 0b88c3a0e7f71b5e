internal import Domain
internal import JSON
internal import Records

/// Vaults and their credentials.
public struct VaultShelf: Sendable {
    /// The vaults.
    public let shelf: ResourceShelf
    let credentials: CredentialShelf
    private let sources: ManagedSources

    init(_ store: any RecordStore, box: SecretBox, sources: ManagedSources) {
        shelf = ResourceShelf("vault", type: "vault", noun: "vault", store: store)
        credentials = CredentialShelf(vaults: shelf, box: box, sources: sources)
        self.sources = sources
    }

    /// The token for an MCP server: of the first vault that has a credential for its URL.
    ///
    /// - Parameter vaults: Their ids, in order. One that is gone or archived gives nothing.
    /// - Throws: `ManagedError` 500 when what is stored cannot be opened with this server's key.
    public func token(for url: String, in vaults: [String]) async throws -> VaultToken? {
        for id in vaults {
            guard let vault = try await shelf.store.record(shelf.kind, id: id), vault.archived == nil else { continue }
            if let token = try await credentials.token(for: url, in: id) { return token }
        }
        return nil
    }

    private func create(_ call: ManagedRequest) async throws -> ManagedAnswer {
        let body = try read(call.json, nil)
        return try await shelf.create(Record(shelf.kind, id: sources.makeID(.vault), created: call.time.microseconds, body: body), call)
    }

    private func read(_ body: JSONValue, _ old: JSONValue?) throws(DefinitionError) -> JSONValue {
        let reader = try DefinitionReader(body, path: "", allowed: ["display_name", "metadata"])
        return [
            "display_name": try reader.requiredString("display_name", upTo: 255, keeping: old?["display_name"]),
            "metadata": try reader.metadata(changing: old?["metadata"]),
        ]
    }

    private func update(_ call: ManagedRequest) async throws -> ManagedAnswer {
        let record = try await shelf.change(call.parameter("id"), at: call.time) { record in
            guard record.archived == nil else { throw ManagedError.invalid("vault \(record.id) is archived and cannot be changed") }
            record.body = try read(call.json, record.body)
        }
        return .json(shelf.wire(record))
    }

    var routes: [ManagedRoute] {
        [
            .create("/v1/vaults", again: shelf.again, handler: create),
            .get("/v1/vaults") { call in try await shelf.list(try PageRequest(call.query, list: "vaults"), call) },
            .get("/v1/vaults/{id}") { call in .json(shelf.wire(try await shelf.find(call.parameter("id")))) },
            .post("/v1/vaults/{id}", handler: update),
            .post("/v1/vaults/{id}/archive") { call in try await shelf.archive(call, call.parameter("id")) },
            .delete("/v1/vaults/{id}") { call in
                let id = call.parameter("id")
                return try await shelf.remove(id, extra: [.deleteAll(credentials.shelf.kind, parent: id)])
            },
        ] + credentials.routes
    }
}
