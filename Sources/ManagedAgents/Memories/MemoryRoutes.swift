internal import Domain
internal import JSON
internal import Records

/// The endpoints of memories.
struct MemoryRoutes: Sendable {
    let book: MemoryBook

    private func wire(_ memory: Record, _ content: String?) -> JSONValue {
        var object = book.memories.wire(memory).object ?? [:]
        object.removeValue(forKey: "archived_at")
        object["content"] = .optional(content)
        return .object(object)
    }

    private func content(of memory: Record) async throws -> String? {
        try await book.content(memory.body["memory_version_id"]?.string ?? "")
    }

    private func create(_ call: ManagedRequest) async throws -> ManagedAnswer {
        let view = try MemoryView(call.query, standard: .basic)
        let reader = try DefinitionReader(call.json, path: "", allowed: ["path", "content"])
        let path = try Self.path(try reader.requiredString("path", upTo: 1024))
        guard reader.contains("content") else { throw reader.refuse("content", "is required") }
        let content = try MemoryContent(try Self.text(reader) ?? "")
        let store = try await book.writable(call.parameter("id"))
        try await checkObstacle(to: path, in: store.id)
        let write = book.creating(path, content, in: store, by: .api, at: call.time)
        let answer = wire(write.memory, view == .full ? content.text : nil)
        return try await mapped(path) { try await book.memories.commit(write.changes, call, answering: answer) }
    }

    /// The answer to a creation, about the memory as it is now.
    private func again(_ call: ManagedRequest, _ id: String) async throws -> ManagedAnswer {
        let view = try MemoryView(call.query, standard: .basic)
        let memory = try await book.memories.find(id, parent: call.parameter("id"))
        return .json(wire(memory, view == .full ? try await content(of: memory) : nil))
    }

    private static func path(_ text: String) throws(ManagedError) -> MemoryPath {
        guard let path = MemoryPath(text) else { throw .invalid(field: "path", MemoryPath.rule) }
        return path
    }

    /// The text, which may be empty; `nil` without one.
    private static func text(_ reader: DefinitionReader) throws(DefinitionError) -> String? {
        try reader.string("content", upTo: MemoryContent.limit)
    }

    private func checkObstacle(to path: MemoryPath, in store: String, except id: String? = nil) async throws {
        guard let obstacle = try await book.obstacle(to: path, in: store, except: id) else { return }
        throw Self.conflict("\((obstacle.key ?? "").prefix(200)), and a path cannot be both a memory and a folder")
    }

    private static func conflict(_ place: String) -> ManagedError {
        .conflict("path: there is a memory at \(place)", type: "memory_path_conflict_error")
    }

    private func mapped<T>(_ path: MemoryPath, _ work: () async throws -> T) async throws -> T {
        do { return try await work() } catch let error as RecordError {
            guard error.code == .keyTaken else { throw error }
            throw Self.conflict("\(path.text.prefix(200)) already")
        }
    }

    private func update(_ call: ManagedRequest) async throws -> ManagedAnswer {
        let view = try MemoryView(call.query, standard: .basic)
        let reader = try DefinitionReader(call.json, path: "", allowed: ["path", "content", "precondition"])
        let expected = try Self.precondition(reader)
        let path = try reader.string("path", upTo: 1024).map { text throws(ManagedError) in try Self.path(text) }
        let text = try Self.text(reader)
        _ = try await book.writable(call.parameter("id"))
        return try await attempts { () async throws -> ManagedAnswer in
            let memory = try await find(call)
            try Self.check(memory, expected)
            let old = try await content(of: memory) ?? ""
            let newPath = try path ?? Self.path(memory.key ?? "")
            let newText = try MemoryContent(text ?? old)
            guard newPath.text != memory.key || newText.text != old else { return .json(wire(memory, view == .full ? old : nil)) }
            if newPath.text != memory.key { try await checkObstacle(to: newPath, in: memory.parent ?? "", except: memory.id) }
            let write = book.changing(memory, to: newPath, newText, by: .api, at: call.time)
            let answer = wire(write.memory, view == .full ? newText.text : nil)
            return try await mapped(newPath) { try await book.memories.commit(write.changes, call, answering: answer) }
        }
    }

    /// Begins anew when somebody else was quicker.
    private func attempts(_ work: () async throws -> ManagedAnswer) async throws -> ManagedAnswer {
        for _ in 0..<15 {
            do { return try await work() } catch let error as RecordError where error.code == .stale { continue }
        }
        return try await work()
    }

    private static func precondition(_ reader: DefinitionReader) throws(DefinitionError) -> String? {
        guard let value = reader.value("precondition") else { return nil }
        let inner = try DefinitionReader(value, path: "precondition", allowed: ["type", "content_sha256"])
        guard try inner.requiredString("type", upTo: 64) == "content_sha256" else { throw inner.refuse("type", "must be content_sha256") }
        return try inner.requiredString("content_sha256", upTo: 64)
    }

    private static func check(_ memory: Record, _ expected: String?) throws(ManagedError) {
        guard let expected, memory.body["content_sha256"]?.string != expected else { return }
        throw .conflict("the memory has been changed: its content has another SHA-256", type: "memory_precondition_failed_error")
    }

    private func find(_ call: ManagedRequest) async throws -> Record {
        try await book.memories.find(call.parameter("mid"), parent: call.parameter("id"))
    }

    private func remove(_ call: ManagedRequest) async throws -> ManagedAnswer {
        let expected = try call.query.text("expected_content_sha256")
        _ = try await book.writable(call.parameter("id"))
        return try await attempts { () async throws -> ManagedAnswer in
            let memory = try await find(call)
            try Self.check(memory, expected)
            let answer: JSONValue = ["id": .string(memory.id), "type": "memory_deleted"]
            return try await book.memories.commit(book.deleting(memory, by: .api, at: call.time).changes, call, answering: answer)
        }
    }

    private func list(_ call: ManagedRequest) async throws -> ManagedAnswer {
        let store = try await book.stores.find(call.parameter("id"))
        let view = try MemoryView(call.query, standard: .basic)
        let limit = min(view.most, try call.query.number("limit", 1...100) ?? 20)
        let prefix = try call.query.text("path_prefix") ?? "/"
        guard prefix.hasPrefix("/"), prefix.hasSuffix("/") else {
            throw ManagedError.invalid(field: "path_prefix", "must begin and end with /")
        }
        let depth = try call.query.number("depth", 0...1) ?? 0
        let name = "\(store.id)/memories?\(depth)\(prefix)\n"
        let page = MemoryList(try await book.all(store.id), prefix: prefix, isGrouped: depth == 1)
            .page(after: try Self.place(call.query, name), limit: limit)
        var data: [JSONValue] = []
        for entry in page.entries { data.append(try await wire(entry, view)) }
        let next =
            page.hasMore ? page.entries.last.map { PageCursor(list: name + $0.path, order: .ascending, place: 0, time: 0).text } : nil
        return .json(["data": .array(data), "next_page": .optional(next)])
    }

    /// The path that a page begins behind. It stands in the cursor, since memories come and go.
    private static func place(_ query: ManagedQuery, _ name: String) throws(ManagedError) -> String? {
        guard let text = try query.text("page"), !text.isEmpty else { return nil }
        guard let cursor = PageCursor(text), cursor.list.hasPrefix(name) else {
            throw .invalid(field: "page", "is no page of this list; take next_page of its last answer")
        }
        return String(cursor.list.dropFirst(name.count))
    }

    private func wire(_ entry: MemoryList.Entry, _ view: MemoryView) async throws -> JSONValue {
        switch entry {
        case .prefix(let path): ["type": "memory_prefix", "path": .string(path)]
        case .memory(let memory): wire(memory, view == .full ? try await content(of: memory) : nil)
        }
    }

    private func retrieve(_ call: ManagedRequest) async throws -> ManagedAnswer {
        let view = try MemoryView(call.query, standard: .full)
        let memory = try await find(call)
        return .json(wire(memory, view == .full ? try await content(of: memory) : nil))
    }

    var routes: [ManagedRoute] {
        [
            .create("/v1/memory_stores/{id}/memories", again: again, handler: create),
            .get("/v1/memory_stores/{id}/memories", handler: list),
            .get("/v1/memory_stores/{id}/memories/{mid}", handler: retrieve),
            .post("/v1/memory_stores/{id}/memories/{mid}", handler: update),
            .delete("/v1/memory_stores/{id}/memories/{mid}", handler: remove),
        ]
    }
}
