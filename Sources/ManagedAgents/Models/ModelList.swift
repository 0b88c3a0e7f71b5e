internal import JSON

/// The models that agents may name, as `GET /v1/models` lists them: in the older form of pages.
struct ModelList: Sendable {
    /// Their ids, the newest first.
    let ids: [String]

    private func wire(_ id: String) -> JSONValue {
        [
            "id": .string(id), "type": "model", "display_name": .string(id), "created_at": Timestamp(microseconds: 0).json,
            "lifecycle": "active",
        ]
    }

    private func page(_ call: ManagedRequest) throws(ManagedError) -> ManagedAnswer {
        let limit = try call.query.number("limit", 1...1000) ?? 20
        var found = ids[...]
        if let after = try call.query.text("after_id") { found = found[(try place(after, "after_id") + 1)...] }
        let before = try call.query.text("before_id")
        if let before { found = found.prefix(upTo: max(found.startIndex, try place(before, "before_id"))) }
        let page = before == nil ? found.prefix(limit) : found.suffix(limit)
        return .json([
            "data": .array(page.map(wire)), "has_more": .bool(page.count < found.count), "first_id": .optional(page.first),
            "last_id": .optional(page.last),
        ])
    }

    private func place(_ id: String, _ field: String) throws(ManagedError) -> Int {
        guard let place = ids.firstIndex(of: id) else { throw .invalid(field: field, "is no model of this list") }
        return place
    }

    var routes: [ManagedRoute] {
        [
            .get("/v1/models") { call in try page(call) },
            .get("/v1/models/{id}") { call in
                guard ids.contains(call.parameter("id")) else { throw ManagedError.notFound("model", call.parameter("id")) }
                return .json(wire(call.parameter("id")))
            },
        ]
    }
}
