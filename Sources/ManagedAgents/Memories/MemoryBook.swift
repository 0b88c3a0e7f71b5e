internal import Domain
internal import JSON
internal import Records

/// The memories of stores, with every version of each: each change is one transaction.
struct MemoryBook: Sendable {
    let stores: ResourceShelf
    let memories: ResourceShelf
    let versions: ResourceShelf
    private let sources: ManagedSources

    /// The texts, by the ids of their versions: lists do not read them.
    static let contentKind = RecordKind(rawValue: "memory_content")
    /// Memories of one store.
    static let countLimit = 2000
    /// Versions of all memories of one store. What removes a memory is not kept from it: its version may be one too many.
    static let versionLimit = 100_000

    init(_ stores: ResourceShelf, sources: ManagedSources) {
        self.stores = stores
        self.sources = sources
        memories = ResourceShelf("memory", type: "memory", noun: "memory", store: stores.store)
        versions = ResourceShelf("memory_version", type: "memory_version", noun: "memory version", store: stores.store)
    }

    /// What a write changes, and what it leaves.
    struct Write: Sendable {
        let changes: [RecordChange]
        let memory: Record
    }

    /// A store that may be written to.
    func writable(_ id: String) async throws -> Record {
        let store = try await stores.find(id)
        guard store.archived == nil else { throw ManagedError.invalid("memory store \(id) is archived and cannot be changed") }
        return store
    }

    /// A new memory.
    func creating(_ path: MemoryPath, _ content: MemoryContent, in store: Record, by actor: MemoryActor, at time: Timestamp) -> Write {
        let id = sources.makeID(.memory)
        let version = version("created", of: id, store.id, path.text, content, actor, time)
        let body = Self.body(store.id, path.text, content, version.id)
        let memory = Record(
            memories.kind,
            id: id,
            parent: store.id,
            key: path.text,
            created: time.microseconds,
            tags: Self.tags(path),
            body: body
        )
        let changes: [RecordChange] = [
            .require(stores.kind, id: store.id, revision: store.revision),
            .bound(memories.kind, parent: store.id, limit: Self.countLimit), bound(store.id), .insert(memory), .insert(version),
            .insert(text(content.text, of: version.id, store.id, time)),
        ]
        return Write(changes: changes, memory: memory)
    }

    /// A memory with another text or path.
    func changing(_ memory: Record, to path: MemoryPath, _ content: MemoryContent, by actor: MemoryActor, at time: Timestamp) -> Write {
        let store = memory.parent ?? ""
        let version = version("modified", of: memory.id, store, path.text, content, actor, time)
        var changed = memory
        changed.key = path.text
        changed.tags = Self.tags(path)
        changed.updated = max(time.microseconds, memory.updated + 1)
        changed.body = Self.body(store, path.text, content, version.id)
        let changes: [RecordChange] = [
            .replace(changed), bound(store), .insert(version), .insert(text(content.text, of: version.id, store, time)),
        ]
        return Write(changes: changes, memory: changed)
    }

    /// A memory that goes. Its versions stay. The condition on its revision is what `replace` before `delete` is for.
    func deleting(_ memory: Record, by actor: MemoryActor, at time: Timestamp) -> Write {
        let path = memory.body["path"]?.string ?? ""
        let version = version("deleted", of: memory.id, memory.parent ?? "", path, nil, actor, time)
        let changes: [RecordChange] = [
            .replace(memory), .forgetAnswers(about: memory.id), .delete(memories.kind, id: memory.id), .insert(version),
        ]
        return Write(changes: changes, memory: memory)
    }

    private func bound(_ store: String) -> RecordChange { .boundAll(versions.kind, parent: store, limit: Self.versionLimit) }

    private static func tags(_ path: MemoryPath) -> [String] { path.folders.map { "below:\($0)" } }

    /// The memory that a path cannot be beside: one of the folders that lead to it, or one that lies below it as if it were a folder.
    func obstacle(to path: MemoryPath, in store: String, except id: String? = nil) async throws -> Record? {
        for folder in path.folders {
            if let record = try await memories.store.record(memories.kind, parent: store, key: folder), record.id != id { return record }
        }
        var query = RecordQuery(memories.kind, parent: store, limit: 2)
        query.tags = [["below:\(path.text)"]]
        return try await memories.store.page(query).records.first { $0.id != id }
    }

    private static func body(_ store: String, _ path: String, _ content: MemoryContent, _ version: String) -> JSONValue {
        let head: JSONObject = ["memory_store_id": .string(store), "memory_version_id": .string(version), "path": .string(path)]
        return .object(head.merging(content.fields))
    }

    private func version(
        _ operation: String,
        of memory: String,
        _ store: String,
        _ path: String,
        _ content: MemoryContent?,
        _ actor: MemoryActor,
        _ time: Timestamp
    ) -> Record {
        let none: JSONObject = ["content_sha256": nil, "content_size_bytes": nil]
        let head: JSONObject = [
            "memory_id": .string(memory), "memory_store_id": .string(store), "operation": .string(operation), "path": .string(path),
            "created_by": actor.wire,
        ]
        return Record(
            versions.kind,
            id: sources.makeID(.memoryVersion),
            parent: store,
            created: time.microseconds,
            tags: ["memory:\(memory)", "operation:\(operation)", actor.tag],
            body: .object(head.merging(content?.fields ?? none).merging(["redacted_at": nil, "redacted_by": nil]))
        )
    }

    private func text(_ text: String, of version: String, _ store: String, _ time: Timestamp) -> Record {
        Record(Self.contentKind, id: version, parent: store, created: time.microseconds, body: ["content": .string(text)])
    }

    /// The text of a version; `nil` for one that has none.
    func content(_ version: String) async throws -> String? {
        try await stores.store.record(Self.contentKind, id: version)?.body["content"]?.string
    }

    /// All memories of a store, by their paths.
    func all(_ store: String) async throws -> [Record] {
        var query = RecordQuery(memories.kind, parent: store, order: .ascending, limit: Self.countLimit)
        var found: [Record] = []
        while true {
            let page = try await memories.store.page(query)
            found += page.records
            guard page.hasMore, let last = page.records.last else { break }
            query.after = last.ordinal
        }
        return found.sorted { MemoryPath.precedes($0.key ?? "", $1.key ?? "") }
    }
}
