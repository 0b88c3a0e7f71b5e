internal import JSON
internal import Records

/// The endpoints of memories' versions.
struct MemoryVersionRoutes: Sendable {
    let book: MemoryBook

    private func wire(_ version: Record, _ view: MemoryView) async throws -> JSONValue {
        var object = book.versions.wire(version).object ?? [:]
        for key in ["updated_at", "archived_at"] { object.removeValue(forKey: key) }
        object["content"] = .optional(view == .full ? try await book.content(version.id) : nil)
        return .object(object)
    }

    private func find(_ call: ManagedRequest) async throws -> Record {
        try await book.versions.find(call.parameter("vid"), parent: call.parameter("id"))
    }

    private func list(_ call: ManagedRequest) async throws -> ManagedAnswer {
        let store = try await book.stores.find(call.parameter("id"))
        let view = try MemoryView(call.query, standard: .basic)
        var tags: [[String]] = []
        for (name, tag) in [
            ("memory_id", "memory"), ("operation", "operation"), ("session_id", "session"), ("api_key_id", "key"),
            ("service_account_id", "service"),
        ] {
            if let value = try call.query.text(name) { tags.append(["\(tag):\(value)"]) }
        }
        let name = "\(store.id)/versions?\(tags.joined().joined(separator: "&"))"
        let page = try PageRequest(call.query, list: name, most: 100, .times)
        var query = page.records(book.versions.kind, parent: store.id)
        query.tags = tags
        query.limit = min(query.limit, view.most)
        let found = try await book.versions.store.page(query)
        var data: [JSONValue] = []
        for record in found.records { data.append(try await wire(record, view)) }
        let next = found.hasMore ? found.records.last.map { page.cursor(behind: $0.ordinal, $0.created).text } : nil
        return .json(["data": .array(data), "next_page": .optional(next)])
    }

    /// Takes the content of an old version away for good, and leaves that it was there.
    private func redact(_ call: ManagedRequest) async throws -> ManagedAnswer {
        let version = try await find(call)
        let memory = version.body["memory_id"]?.string ?? ""
        if let live = try await book.memories.store.record(book.memories.kind, id: memory),
            live.body["memory_version_id"]?.string == version.id
        {
            throw ManagedError.invalid("version \(version.id) is what the memory says now; change or delete the memory first")
        }
        let hasContent = try await book.content(version.id) != nil
        let record = try await book.versions.change(
            version.id,
            at: call.time,
            extra: { _ in
                [.forgetAnswers(about: version.id)] + (hasContent ? [.delete(MemoryBook.contentKind, id: version.id)] : [])
            },
            { record in
                guard record.body["redacted_at"]?.isNull != false else { return }
                var body = record.body.object ?? [:]
                for key in ["path", "content_sha256", "content_size_bytes"] { body[key] = .null }
                body["redacted_at"] = call.time.json
                body["redacted_by"] = MemoryActor.api.wire
                record.body = .object(body)
            }
        )
        return .json(try await wire(record, .full))
    }

    var routes: [ManagedRoute] {
        [
            .get("/v1/memory_stores/{id}/memory_versions", handler: list),
            .get("/v1/memory_stores/{id}/memory_versions/{vid}") { call in
                .json(try await wire(try await find(call), try MemoryView(call.query, standard: .full)))
            },
            .post("/v1/memory_stores/{id}/memory_versions/{vid}/redact", handler: redact),
        ]
    }
}
