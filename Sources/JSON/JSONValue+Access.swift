extension JSONValue {
    /// The text of a string; nil for anything else.
    public var string: String? {
        guard case .string(let value) = self else { return nil }
        return value
    }

    /// A number that is whole and fits; nil for anything else. See ``JSONNumber/int``.
    public var int: Int? {
        guard case .number(let value) = self else { return nil }
        return value.int
    }

    /// A number as its nearest double; nil for anything else. See ``JSONNumber/double``.
    public var double: Double? {
        guard case .number(let value) = self else { return nil }
        return value.double
    }

    /// `true` or `false`; nil for anything else.
    public var bool: Bool? {
        guard case .bool(let value) = self else { return nil }
        return value
    }

    /// The elements of an array; nil for anything else.
    public var array: [JSONValue]? {
        guard case .array(let value) = self else { return nil }
        return value
    }

    /// The members of an object; nil for anything else.
    public var object: JSONObject? {
        guard case .object(let value) = self else { return nil }
        return value
    }

    /// Whether this is `null`.
    public var isNull: Bool {
        guard case .null = self else { return false }
        return true
    }

    /// The value of an object's last member with this key; nil when there is none or this is not an object.
    public subscript(key: String) -> JSONValue? {
        guard case .object(let value) = self else { return nil }
        return value[key]
    }

    /// The element of an array; nil when the index is outside it or this is not an array.
    public subscript(index: Int) -> JSONValue? {
        guard case .array(let value) = self, value.indices.contains(index) else { return nil }
        return value[index]
    }

    /// Two objects merged one level deep, `other` winning (``JSONObject/merging(_:)``); `other` when either is not an object.
    public func merging(_ other: JSONValue) -> JSONValue {
        guard case .object(let mine) = self, case .object(let theirs) = other else { return other }
        return .object(mine.merging(theirs))
    }
}
