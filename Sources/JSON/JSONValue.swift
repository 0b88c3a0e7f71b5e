/// One JSON value (RFC 8259) that writes back exactly what was read: number texts, key order and duplicate keys are kept.
///
/// Values are equal when they mean the same document: the order of an object's keys does not matter, the text of a number
/// does (`1` is not `1.0`), and strings are compared byte by byte.
public enum JSONValue: Sendable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A number with its text.
    case number(JSONNumber)
    /// A string.
    case string(String)
    /// An array.
    case array([JSONValue])
    /// An object with its members in order.
    case object(JSONObject)
}

extension JSONValue: Hashable {
    /// See the type.
    public static func == (left: Self, right: Self) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let mine), .bool(let theirs)): mine == theirs
        case (.number(let mine), .number(let theirs)): mine == theirs
        case (.string(let mine), .string(let theirs)): sameText(mine, theirs)
        case (.array(let mine), .array(let theirs)): mine == theirs
        case (.object(let mine), .object(let theirs)): mine == theirs
        default: false
        }
    }

    /// Agrees with `==`.
    public func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0)
        case .bool(let value): hasher.combine(value)
        case .number(let value): hasher.combine(value)
        case .string(let value): hasher.combine(value)
        case .array(let value): hasher.combine(value)
        case .object(let value): hasher.combine(value)
        }
    }
}

extension JSONValue: CustomStringConvertible {
    /// Compact JSON.
    public var description: String { serializedString() }
}
