import JSON

/// Tolerant reads and optional writes: a field of the wrong type reads as absent, `nil` writes nothing.
extension JSONObject {
    func string(_ key: String) -> String? { self[key]?.string }
    func int(_ key: String) -> Int? { self[key]?.int }
    func double(_ key: String) -> Double? { self[key]?.double }
    func bool(_ key: String) -> Bool? { self[key]?.bool }
    func object(_ key: String) -> JSONObject? { self[key]?.object }
    func array(_ key: String) -> [JSONValue] { self[key]?.array ?? [] }
    func strings(_ key: String) -> [String] { array(key).compactMap(\.string) }
    func objects(_ key: String) -> [JSONObject] { array(key).compactMap(\.object) }

    mutating func set(_ key: String, _ value: JSONValue?) {
        guard let value else { return }
        append(key, value)
    }

    mutating func set(_ key: String, _ value: String?) { set(key, value.map(JSONValue.string)) }
    mutating func set(_ key: String, _ value: Bool?) { set(key, value.map(JSONValue.bool)) }
    mutating func set(_ key: String, _ value: Int?) { set(key, value.map { JSONValue.number(JSONNumber($0)) }) }
    mutating func set(_ key: String, _ value: [String]?) { set(key, value.map(JSONValue.strings)) }
    mutating func set(_ key: String, _ value: JSONObject?) { set(key, value.map(JSONValue.object)) }

    /// An object whose members are written in the order of their names, so that equal input gives equal text.
    static func sorted<Value>(_ members: [String: Value], _ json: (Value) -> JSONValue) -> JSONObject {
        JSONObject(members.sorted { $0.key < $1.key }.map { (key: $0.key, value: json($0.value)) })
    }
}

extension JSONValue {
    static func strings(_ values: [String]) -> JSONValue { .array(values.map(JSONValue.string)) }
}
