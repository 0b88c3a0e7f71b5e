import JSON

/// The models that the stub lists. Any other model id is answered all the same.
enum ModelCatalog {
    private static let models: [(id: String, name: String, created: String)] = [
        ("claude-opus-4-6", "Claude Opus 4.6", "2026-02-04T00:00:00Z"),
        ("claude-sonnet-4-6", "Claude Sonnet 4.6", "2026-02-17T00:00:00Z"),
        ("claude-haiku-4-5", "Claude Haiku 4.5", "2025-10-15T00:00:00Z"),
    ]

    /// The answer to `GET /v1/models`.
    static var list: JSONValue {
        [
            "data": .array(models.map { model($0.id, $0.name, $0.created) }), "has_more": false,
            "first_id": .string(models.first?.id ?? ""), "last_id": .string(models.last?.id ?? ""),
        ]
    }

    /// The answer to `GET /v1/models/{id}`.
    static func model(_ id: String) throws(APIFailure) -> JSONValue {
        guard let found = models.first(where: { $0.id == id }) else { throw APIFailure(status: 404, message: "model: \(id)") }
        return model(found.id, found.name, found.created)
    }

    private static func model(_ id: String, _ name: String, _ created: String) -> JSONValue {
        ["type": "model", "id": .string(id), "display_name": .string(name), "created_at": .string(created)]
    }
}
