import CSimdJSON

/// Reads a few members of a document without building its tree.
public enum JSONFields {
    /// The texts of the named members of the top-level object, in the order of `names`.
    ///
    /// nil stands for a member that is missing or not a string, and for every name when the document is not an object. Of
    /// duplicate keys the last counts. The whole document is checked, just as when it is parsed.
    /// - Throws: ``JSONError`` for what ``JSONValue/init(parsing:limits:)-([UInt8],_)`` refuses.
    public static func strings(
        _ names: [String],
        in bytes: [UInt8],
        limits: JSONLimits = JSONLimits()
    ) throws(JSONError) -> [String?] {
        try Tape.read(bytes.span, limits: limits) { tape in strings(names, in: tape) }
    }

    /// As ``strings(_:in:limits:)-(_,[UInt8],_)``, on a part of a buffer.
    public static func strings(
        _ names: [String],
        in bytes: ArraySlice<UInt8>,
        limits: JSONLimits = JSONLimits()
    ) throws(JSONError) -> [String?] {
        try Tape.read(bytes.span, limits: limits) { tape in strings(names, in: tape) }
    }

    private static func strings(_ names: [String], in tape: Tape) -> [String?] {
        var found = [String?](repeating: nil, count: names.count)
        guard Int(tape[0].kind) == JSON_OBJECT else { return found }
        var next = 1
        while next < tape.count {
            let key = tape.bytes(tape[next])
            let value = tape[next + 1]
            for (index, name) in names.enumerated() where matches(name, key) {
                found[index] = Int(value.kind) == JSON_STRING ? tape.string(value) : nil
            }
            next = isContainer(value) ? Int(value.offset) : next + 2
        }
        return found
    }

    private static func matches(_ name: String, _ key: UnsafeBufferPointer<UInt8>) -> Bool {
        name.utf8.count == key.count && name.utf8.elementsEqual(key)
    }

    private static func isContainer(_ token: json_token) -> Bool {
        Int(token.kind) == JSON_OBJECT || Int(token.kind) == JSON_ARRAY
    }
}
