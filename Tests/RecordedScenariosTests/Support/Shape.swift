import JSON

/// What a frame is made of: its key paths with the types found there. Arrays are collapsed (`tools[]`), objects whose keys are names
/// too (`modelUsage.*`); of a few keys the very values count (`=success`).
struct Shape: Hashable {
    /// The types at each path.
    private(set) var types: [String: Set<String>] = [:]

    init(_ frame: JSONValue) {
        frame.object.map { add($0, at: "") }
    }

    /// Whether the path is missing although what would hold it is there.
    func lacks(_ path: String) -> Bool {
        types[path] == nil && Self.holder(of: path).map { types[$0] != nil } ?? true
    }

    /// The path one level up: of `a.b[].c` it is `a.b[]`, of that `a.b`; nil at the top.
    private static func holder(of path: String) -> String? {
        if path.hasSuffix("[]") { return String(path.dropLast(2)) }
        return path.lastIndex(of: ".").map { String(path[..<$0]) }
    }

    private mutating func add(_ object: JSONObject, at prefix: String, isMap: Bool = false) {
        for (key, value) in object {
            add(value, at: prefix.isEmpty ? key : prefix + "." + (isMap ? "*" : key), key: key)
        }
    }

    private mutating func add(_ value: JSONValue, at path: String, key: String) {
        types[path, default: []].insert(Self.type(of: value, key: key))
        guard !Self.opaque.contains(key) || value["hook_event_name"] != nil else { return }
        switch value {
        case .object(let object): add(object, at: path, isMap: Self.maps.contains(key))
        case .array(let elements):
            for element in elements { add(element, at: path + "[]", key: key + "[]") }
        default: break
        }
    }

    private static func type(of value: JSONValue, key: String) -> String {
        switch value {
        case .null: "null"
        case .bool(let flag): valued.contains(key) ? "=\(flag)" : "boolean"
        case .number: "number"
        case .string(let text): valued.contains(key) ? "=" + text : "string"
        case .array: "array"
        case .object: "object"
        }
    }

    /// What is inside depends on a tool or a schema, not on the protocol.
    private static let opaque: Set = [
        "input", "tool_input", "tool_use_result", "tool_response", "structured_output", "entries", "arguments", "updatedInput", "_meta",
    ]

    private static let maps: Set = ["modelUsage", "model_usage_since_last_result", "by_type"]

    private static let valued: Set = [
        "type", "subtype", "state", "terminal_reason", "stop_reason", "role", "is_error", "status", "trigger", "session_state",
        "error_code", "task_type", "hook_event_name", "api_error_type", "method",
    ]
}
