internal import JSON

/// What this server has laid into a workspace, and what it has seen there: by this, changes are told. Kept in the session's folder.
struct WorkspaceManifest: Sendable, Hashable {
    /// A memory store's folder.
    struct Store: Sendable, Hashable {
        let slug: String
        let isReadOnly: Bool
        /// Hashes of the memories, by their paths.
        var hashes: [String: String]
    }

    /// Sources of the files that have been laid, by their places.
    var files: [String: String] = [:]
    /// By the stores' ids.
    var stores: [String: Store] = [:]
    /// Size and time of the outputs that have been told, by path.
    var outputs: [String: String] = [:]

    /// Nothing.
    init() {}

    /// Reads it; `nil` when it is none.
    init?(_ bytes: [UInt8]) {
        guard let json = try? JSONValue(parsing: bytes), json["version"]?.int == 1 else { return nil }
        files = Self.strings(json["files"])
        outputs = Self.strings(json["outputs"])
        for member in json["stores"]?.object ?? JSONObject() {
            guard let slug = member.value["slug"]?.string else { return nil }
            let isReadOnly = member.value["read_only"]?.bool ?? false
            stores[member.key] = Store(slug: slug, isReadOnly: isReadOnly, hashes: Self.strings(member.value["hashes"]))
        }
    }

    /// As it is stored.
    var bytes: [UInt8] {
        let stores = stores.sorted { $0.key < $1.key }.map { id, store -> (key: String, value: JSONValue) in
            (id, ["slug": .string(store.slug), "read_only": .bool(store.isReadOnly), "hashes": Self.object(store.hashes)])
        }
        let json: JSONValue = [
            "version": 1, "files": Self.object(files), "stores": .object(JSONObject(stores)), "outputs": Self.object(outputs),
        ]
        return json.serialized()
    }

    private static func strings(_ json: JSONValue?) -> [String: String] {
        (json?.object ?? JSONObject()).reduce(into: [:]) { $0[$1.key] = $1.value.string }
    }

    private static func object(_ strings: [String: String]) -> JSONValue {
        .object(JSONObject(strings.sorted { $0.key < $1.key }.map { (key: $0.key, value: .string($0.value)) }))
    }
}
