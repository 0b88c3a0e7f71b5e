internal import Domain
internal import JSON
internal import Records

/// Credentials of vaults: static bearer tokens for MCP servers. The tokens are stored sealed and never answered.
struct CredentialShelf: Sendable {
    let shelf: ResourceShelf
    private let vaults: ResourceShelf
    private let box: SecretBox
    private let sources: ManagedSources

    /// Credentials of one vault that are not archived.
    private static let countLimit = 20
    /// All credentials that one vault has had and that were not removed.
    static let totalLimit = 1000

    init(vaults: ResourceShelf, box: SecretBox, sources: ManagedSources) {
        shelf = ResourceShelf("credential", type: "vault_credential", noun: "credential", store: vaults.store)
        self.vaults = vaults
        self.box = box
        self.sources = sources
    }

    func token(for url: String, in vault: String) async throws -> VaultToken? {
        guard let key = ServerURL(url)?.text, let record = try await shelf.store.record(shelf.kind, parent: vault, key: key) else {
            return nil
        }
        guard let text = box.open(record.body["sealed"], for: record.id) else { throw ManagedError.internalError }
        return VaultToken(text, vault: vault, credential: record.id)
    }

    private func wire(_ record: Record) -> JSONValue {
        var object = shelf.wire(record).object ?? [:]
        object.removeValue(forKey: "sealed")
        return .object(object)
    }

    private func create(_ call: ManagedRequest) async throws -> ManagedAnswer {
        let vault = try await vaults.find(call.parameter("id"))
        guard vault.archived == nil else { throw ManagedError.invalid("vault \(vault.id) is archived") }
        let reader = try DefinitionReader(call.json, path: "", allowed: ["display_name", "metadata", "auth"])
        let id = sources.makeID(.credential)
        let auth = try CredentialAuth(new: reader)
        let body: JSONValue = [
            "vault_id": .string(vault.id), "display_name": try reader.string("display_name", upTo: 255, keeping: nil),
            "metadata": try reader.metadata(), "auth": ["type": "static_bearer", "mcp_server_url": .string(auth.url)],
            "sealed": try box.seal(auth.token, for: id),
        ]
        let record = Record(shelf.kind, id: id, parent: vault.id, key: auth.key, created: call.time.microseconds, body: body)
        let changes: [RecordChange] = [
            .require(vaults.kind, id: vault.id, revision: vault.revision),
            .bound(shelf.kind, parent: vault.id, limit: Self.countLimit),
            .boundAll(shelf.kind, parent: vault.id, limit: Self.totalLimit), .insert(record),
        ]
        do { return try await shelf.commit(changes, call, answering: wire(record)) } catch let error as RecordError {
            guard error.code == .keyTaken else { throw error }
            throw ManagedError.conflict("auth.mcp_server_url: the vault has a credential for \(auth.url) already; archive it first")
        }
    }

    private func update(_ call: ManagedRequest) async throws -> ManagedAnswer {
        let reader = try DefinitionReader(call.json, path: "", allowed: ["display_name", "metadata", "auth"])
        let record = try await shelf.change(call.parameter("cid"), parent: call.parameter("id"), at: call.time) { record in
            guard record.archived == nil else { throw ManagedError.invalid("credential \(record.id) is archived and cannot be changed") }
            var body = record.body.object ?? [:]
            body["display_name"] = try reader.string("display_name", upTo: 255, keeping: body["display_name"])
            body["metadata"] = try reader.metadata(changing: body["metadata"])
            if let token = try CredentialAuth.token(changing: reader, url: body["auth"]?["mcp_server_url"]?.string ?? "") {
                body["sealed"] = try box.seal(token, for: record.id)
            }
            record.body = .object(body)
        }
        return .json(wire(record))
    }

    private func archive(_ call: ManagedRequest) async throws -> ManagedAnswer {
        let record = try await shelf.change(call.parameter("cid"), parent: call.parameter("id"), at: call.time) { record in
            guard record.archived == nil else { return }
            record.archived = call.time.microseconds
            // Another one may take its place, and nobody needs its secret any more.
            record.key = nil
            var body = record.body.object ?? [:]
            body.removeValue(forKey: "sealed")
            record.body = .object(body)
        }
        return .json(wire(record))
    }

    private func list(_ call: ManagedRequest) async throws -> ManagedAnswer {
        let vault = try await vaults.find(call.parameter("id"))
        let page = try PageRequest(call.query, list: "\(vault.id)/credentials")
        let archived = try call.query.flag("include_archived") ?? false
        return .json(page.answer(try await shelf.store.page(page.records(shelf.kind, parent: vault.id, includesArchived: archived)), wire))
    }

    var routes: [ManagedRoute] {
        [
            .create(
                "/v1/vaults/{id}/credentials",
                again: { call, id in .json(wire(try await shelf.find(id, parent: call.parameter("id")))) },
                handler: create
            ),
            .get("/v1/vaults/{id}/credentials", handler: list),
            .get("/v1/vaults/{id}/credentials/{cid}") { call in
                .json(wire(try await shelf.find(call.parameter("cid"), parent: call.parameter("id"))))
            },
            .post("/v1/vaults/{id}/credentials/{cid}", handler: update),
            .post("/v1/vaults/{id}/credentials/{cid}/archive", handler: archive),
            .post("/v1/vaults/{id}/credentials/{cid}/mcp_oauth_validate") { _ in
                throw ManagedError.unsupported("mcp_oauth credentials are not supported, so there is nothing to validate")
            },
            .delete("/v1/vaults/{id}/credentials/{cid}") { call in
                try await shelf.remove(call.parameter("cid"), parent: call.parameter("id"))
            },
        ]
    }
}
