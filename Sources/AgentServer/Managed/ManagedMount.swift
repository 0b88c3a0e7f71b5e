internal import Domain
internal import Encryption
internal import EventLoop
internal import JSON
internal import ManagedAgents
internal import Records
internal import RecordsSQLite

/// What the public API keeps in the data folder, opened for the time of a server.
///
///     <root>/roost/records.sqlite3   agents, environments, vaults, memories, …
///     <root>/roost/files/            contents of files and skills
///     <root>/roost/vault.key         what vaults' tokens are sealed with, unless the key is elsewhere
struct ManagedMount: Sendable {
    let store: SQLiteRecordStore
    let resources: ManagedResources
    /// What is kept of repeated requests is hashed with it.
    let secret: [UInt8]

    /// Opens it where the API is served; `nil` elsewhere. Whoever has it closes it.
    ///
    /// - Throws: `ServerError` where it may not be served, or cannot be used.
    static func open(_ configuration: ServerConfiguration, _ root: DataRoot) async throws -> ManagedMount? {
        let mode = configuration.managedAgents
        guard try mode.isServed(hasToken: configuration.authToken != nil, listen: configuration.listen) else { return nil }
        let store: SQLiteRecordStore
        do { store = try await SQLiteRecordStore.open(at: "\(root.path)/roost/records.sqlite3") } catch {
            throw ServerError(.records, error.message)
        }
        do { return try await open(store, configuration, root) } catch {
            await store.close()
            throw error
        }
    }

    /// Closes what it keeps.
    func close() async { await store.close() }

    private static func open(_ store: SQLiteRecordStore, _ configuration: ServerConfiguration, _ root: DataRoot) async throws
        -> ManagedMount
    {
        let (given, own) = (configuration.vaultKeyFile, "\(root.path)/roost/vault.key")
        let key = try await BlockingExecutor.shared.run { try given.map(VaultKeyFile.read) ?? VaultKeyFile.open(own) }
        try await check(key, store)
        let isolation = configuration.runtime.isolation
        let resources = try await ManagedResources.open(
            store,
            folder: "\(root.path)/roost/files",
            key: key,
            models: models(configuration.runtime.defaultModel),
            check: { definition throws(DefinitionError) in
                var definition = definition
                // They have been looked up, and are laid out for each session.
                definition.skills = []
                var supply = AgentSupply.none
                supply.answersCalls = true
                try DefinitionCheck(definition, supply).check(isolation, isServed: true)
            }
        )
        let secret = SHA256.hash(key.reveal() + Array("roost idempotency".utf8))
        return ManagedMount(store: store, resources: resources, secret: secret)
    }

    /// Tokens that were sealed with another key could not be opened when they are needed.
    private static func check(_ key: EncryptionKey, _ store: SQLiteRecordStore) async throws {
        let (kind, id, proof) = (RecordKind(rawValue: "vault_key"), "key", SHA256.hash(key.reveal() + Array("roost vault key".utf8)))
        let hash = JSONValue.array(proof.map { JSONValue(Int($0)) })
        guard let known = try await store.record(kind, id: id) else {
            try await store.apply([.insert(Record(kind, id: id, created: WallClock.microseconds, body: ["hash": hash]))])
            return
        }
        guard known.body["hash"] != hash else { return }
        guard try await store.count(RecordKind(rawValue: "credential"), parent: nil) > 0 else {
            var changed = known
            changed.body = ["hash": hash]
            try await store.apply([.replace(changed)])
            return
        }
        throw ServerError(
            .vaultKey,
            "the key for vaults is another one than their credentials were sealed with; put the old one back, as roost/vault.key in the data "
                + "folder or as ROOST_VAULT_KEY_FILE names it"
        )
    }

    /// The models that are listed, the newest first: those that the price list knows, and the server's own.
    private static func models(_ standard: String) -> [String] {
        let known = ["claude-opus-4-6", "claude-sonnet-4-6", "claude-haiku-4-5", "claude-opus-4-5", "claude-sonnet-4-5"]
        return known.contains(standard) ? known : [standard] + known
    }
}
