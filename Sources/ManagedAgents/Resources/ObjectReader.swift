internal import Domain
internal import JSON

extension DefinitionReader {
    /// Free pairs.
    func metadata() throws(DefinitionError) -> JSONValue {
        let pairs = try pairs("metadata")
        return .object(JSONObject(pairs.sorted { $0.key < $1.key }.map { (key: $0.key, value: .string($0.value)) }))
    }

    /// Pairs changed by a patch: `null` takes one away, with `emptyRemoves` an empty text too.
    func metadata(changing old: JSONValue?, emptyRemoves: Bool = false) throws(DefinitionError) -> JSONValue {
        guard contains("metadata") else { return old ?? [:] }
        guard let patch = value("metadata") else { return [:] }
        guard let patch = patch.object else { throw refuse("metadata", "must be an object of strings") }
        var pairs = old?.object ?? [:]
        for (key, value) in patch {
            let isRemoval = value.isNull || (emptyRemoves && value.string == "")
            if isRemoval { pairs.removeValue(forKey: key) } else { pairs[key] = value }
        }
        return try DefinitionReader(["metadata": .object(pairs)], path: path, allowed: ["metadata"]).metadata()
    }

    /// A text that is kept when it is not given, and cleared by `null` or an empty one.
    func string(_ key: String, upTo limit: Int, keeping old: JSONValue?) throws(DefinitionError) -> JSONValue {
        guard contains(key) else { return old ?? .null }
        guard let text = try string(key, upTo: limit), !text.isEmpty else { return .null }
        return .string(text)
    }

    /// A text that is kept when it is not given, and may not be empty.
    func requiredString(_ key: String, upTo limit: Int, keeping old: JSONValue?) throws(DefinitionError) -> JSONValue {
        if let old, !contains(key) { return old }
        return .string(try requiredString(key, upTo: limit))
    }
}
