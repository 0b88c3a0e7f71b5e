internal import JSON

/// Reads fields of a JSON object and knows the path of each, so that a refusal can name it. Unknown fields are refused.
struct DefinitionReader {
    let path: String
    private let object: JSONObject

    init(_ value: JSONValue, path: String, allowed: [String]) throws(DefinitionError) {
        guard case .object(let object) = value else { throw DefinitionError(path.isEmpty ? "the document" : path, "must be a JSON object") }
        self.path = path
        self.object = object
        for key in object.keys where !allowed.contains(key) {
            throw DefinitionError(Self.join(path, key), "is not known here; the fields are \(allowed.joined(separator: ", "))")
        }
    }

    private static func join(_ path: String, _ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    func path(of key: String) -> String { Self.join(path, key) }

    /// The value of `key`, with null as absent.
    func value(_ key: String) -> JSONValue? {
        guard let value = object[key], !value.isNull else { return nil }
        return value
    }

    func refuse(_ key: String, _ problem: String) -> DefinitionError { DefinitionError(path(of: key), problem) }

    func string(_ key: String, upTo limit: Int) throws(DefinitionError) -> String? {
        guard let value = value(key) else { return nil }
        guard let text = value.string else { throw refuse(key, "must be a string") }
        guard text.unicodeScalars.count <= limit else { throw refuse(key, "must have at most \(limit) characters") }
        return text
    }

    func requiredString(_ key: String, upTo limit: Int) throws(DefinitionError) -> String {
        guard let text = try string(key, upTo: limit), !text.isEmpty else { throw refuse(key, "is required and may not be empty") }
        return text
    }

    func bool(_ key: String) throws(DefinitionError) -> Bool? {
        guard let value = value(key) else { return nil }
        guard let bool = value.bool else { throw refuse(key, "must be true or false") }
        return bool
    }

    /// Entries of the list `key`, each with its path.
    func list(_ key: String, upTo limit: Int) throws(DefinitionError) -> [(path: String, value: JSONValue)] {
        guard let value = value(key) else { return [] }
        guard let entries = value.array else { throw refuse(key, "must be a list") }
        guard entries.count <= limit else { throw refuse(key, "must have at most \(limit) entries") }
        return entries.enumerated().map { ("\(path(of: key))[\($0.offset)]", $0.element) }
    }

    /// A map of strings.
    func strings(_ key: String, upTo limit: Int) throws(DefinitionError) -> [String: String] {
        guard let value = value(key) else { return [:] }
        guard let object = value.object else { throw refuse(key, "must be an object of strings") }
        guard object.count <= limit else { throw refuse(key, "must have at most \(limit) entries") }
        var result: [String: String] = [:]
        for name in object.keys {
            guard let text = object[name]?.string else { throw DefinitionError("\(path(of: key)).\(name)", "must be a string") }
            result[name] = text
        }
        return result
    }
}
