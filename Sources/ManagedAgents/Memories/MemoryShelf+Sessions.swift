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

    /// Writes a memory for a session, new or not; the same text again writes nothing. Where the memory is not what the session knew any more, or
    /// another one stands in its way, that stays as it is and the text becomes a memory beside it.
    ///
    /// - Parameter known: The hash of the text that the session knew at this path; `nil` for none.
    /// - Throws: `ManagedError` for a path or text that may not be, `RecordError` with code `tooMany` where there are as many memories as there may be.
    public func put(
        _ path: String,
        _ content: String,
        knowing known: String?,
        in store: String,
        session: String,
        at time: Timestamp
    ) async throws {
        guard let place = MemoryPath(path) else { throw ManagedError.invalid(field: "path", MemoryPath.rule) }
        let content = try MemoryContent(content)
        try await attempts {
            if try await write(content, to: place, knowing: known, in: store, session, time) { return }
            guard let beside = place.beside(content.hash) else { throw ManagedError.invalid(field: "path", MemoryPath.rule) }
            guard try await write(content, to: beside, knowing: content.hash, in: store, session, time) else {
                throw ManagedError.conflict("there is another memory at \(beside.text)", type: "memory_path_conflict_error")
            }
        }
    }

    /// False where something else is there.
    private func write(
        _ content: MemoryContent,
        to path: MemoryPath,
        knowing known: String?,
        in store: String,
        _ session: String,
        _ time: Timestamp
    ) async throws -> Bool {
        let owner = try await book.writable(store)
        guard let memory = try await shelf.store.record(book.memories.kind, parent: store, key: path.text) else {
            guard try await book.obstacle(to: path, in: store) == nil else { return false }
            try await shelf.store.apply(book.creating(path, content, in: owner, by: .session(session), at: time).changes)
            return true
        }
        let hash = memory.body["content_sha256"]?.string
        guard hash != content.hash else { return true }
        guard hash == known else { return false }
        try await shelf.store.apply(book.changing(memory, to: path, content, by: .session(session), at: time).changes)
        return true
    }

    /// Removes a memory for a session; absent is fine, and one that is not what the session knew any more stays.
    public func remove(_ path: String, knowing known: String?, from store: String, session: String, at time: Timestamp) async throws {
        try await attempts {
            guard let memory = try await shelf.store.record(book.memories.kind, parent: store, key: path) else { return }
            guard memory.body["content_sha256"]?.string == known else { return }
            _ = try await book.writable(store)
            try await shelf.store.apply(book.deleting(memory, by: .session(session), at: time).changes)
        }
    }

    /// Begins anew when somebody else was quicker.
    private func attempts(_ work: () async throws -> Void) async throws {
        for _ in 0..<15 {
            do { return try await work() } catch let error as RecordError {
                guard [.stale, .keyTaken, .unknown].contains(error.code) else { throw error }
            }
        }
        try await work()
    }
}
