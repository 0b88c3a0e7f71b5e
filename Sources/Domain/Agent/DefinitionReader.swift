package import JSON

/// Reads fields of a JSON object and knows the path of each, so that a refusal can name it. Unknown fields are refused.
package struct DefinitionReader {
    package let path: String
    private let object: JSONObject

    package init(_ value: JSONValue, path: String, allowed: [String]) throws(DefinitionError) {
        guard case .object(let object) = value else { throw DefinitionError(path.isEmpty ? "the document" : path, "must be a JSON object") }
        self.path = path
        self.object = object
        for key in object.keys where !allowed.contains(key) {
            throw DefinitionError(Self.join(path, key), "is not known here; the fields are \(allowed.joined(separator: ", "))")
        }
    }

    private static func join(_ path: String, _ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    package func path(of key: String) -> String { Self.join(path, key) }

    /// Whether `key` is there, be it null or not.
    package func contains(_ key: String) -> Bool { object.contains(key: key) }

    /// The value of `key`, with null as absent.
    package func value(_ key: String) -> JSONValue? {
        guard let value = object[key], !value.isNull else { return nil }
        return value
    }

    package func refuse(_ key: String, _ problem: String) -> DefinitionError { DefinitionError(path(of: key), problem) }

    package func string(_ key: String, upTo limit: Int) throws(DefinitionError) -> String? {
        guard let value = value(key) else { return nil }
        guard let text = value.string else { throw refuse(key, "must be a string") }
        guard text.unicodeScalars.count <= limit else { throw refuse(key, "must have at most \(limit) characters") }
        return text
    }

    package func requiredString(_ key: String, upTo limit: Int) throws(DefinitionError) -> String {
        guard let text = try string(key, upTo: limit), !text.isEmpty else { throw refuse(key, "is required and may not be empty") }
        return text
    }

    package func bool(_ key: String) throws(DefinitionError) -> Bool? {
        guard let value = value(key) else { return nil }
        guard let bool = value.bool else { throw refuse(key, "must be true or false") }
        return bool
    }

    /// Entries of the list `key`, each with its path.
    package func list(_ key: String, upTo limit: Int) throws(DefinitionError) -> [(path: String, value: JSONValue)] {
        guard let value = value(key) else { return [] }
        guard let entries = value.array else { throw refuse(key, "must be a list") }
        guard entries.count <= limit else { throw refuse(key, "must have at most \(limit) entries") }
        return entries.enumerated().map { ("\(path(of: key))[\($0.offset)]", $0.element) }
    }

    /// A map of strings.
    package func strings(_ key: String, upTo limit: Int) throws(DefinitionError) -> [String: String] {
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

    /// A whole number within bounds.
    package func number(_ key: String, _ range: ClosedRange<Int>) throws(DefinitionError) -> Int? {
        guard let value = value(key) else { return nil }
        guard let number = value.int, range.contains(number) else {
            throw refuse(key, "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// Free pairs: at most 16, a key of at most 64 and a value of at most 512 characters.
    package func pairs(_ key: String) throws(DefinitionError) -> [String: String] {
        let pairs = try strings(key, upTo: 16)
        for (name, value) in pairs where name.unicodeScalars.count > 64 || value.unicodeScalars.count > 512 {
            throw refuse(key, "a key has at most 64 and a value at most 512 characters (\(name.prefix(64)))")
        }
        return pairs
    }
}
