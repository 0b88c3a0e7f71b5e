internal import JSON
internal import Records

/// One memory with its text, for a session's folder.
public struct MemoryText: Sendable, Hashable {
    /// Its path, which begins with a slash.
    public let path: String
    /// Its text.
    public let content: String
    /// The SHA-256 of the text in lower-case hexadecimal digits.
    public let hash: String
}

extension MemoryShelf {
    /// All memories of a store with their texts, at most 2,000 of at most 102,400 bytes.
    public func texts(of store: String) async throws -> [MemoryText] {
        var texts: [MemoryText] = []
        for memory in try await book.all(store) {
            guard let content = try await book.content(memory.body["memory_version_id"]?.string ?? "") else { continue }
            texts.append(MemoryText(path: memory.key ?? "", content: content, hash: memory.body["content_sha256"]?.string ?? ""))
        }
        return texts
    }

    /// Writes a memory for a session, new or not. The last write wins; the same text again writes nothing.
    ///
    /// - Throws: `ManagedError` for a path or text that may not be.
    public func put(_ path: String, _ content: String, in store: String, session: String, at time: Timestamp) async throws {
        guard let place = MemoryPath(path) else { throw ManagedError.invalid(field: "path", MemoryPath.rule) }
        let content = try MemoryContent(content)
        let owner = try await book.writable(store)
        let write: MemoryBook.Write
        if let memory = try await shelf.store.record(book.memories.kind, parent: store, key: path) {
            guard memory.body["content_sha256"]?.string != content.hash else { return }
            write = book.changing(memory, to: place, content, by: .session(session), at: time)
        } else {
            write = book.creating(place, content, in: owner, by: .session(session), at: time)
        }
        try await shelf.store.apply(write.changes)
    }

    /// Removes a memory for a session; absent is fine.
    public func remove(_ path: String, from store: String, session: String, at time: Timestamp) async throws {
        guard let memory = try await shelf.store.record(book.memories.kind, parent: store, key: path) else { return }
        _ = try await book.writable(store)
        try await shelf.store.apply(book.deleting(memory, by: .session(session), at: time).changes)
    }
}
