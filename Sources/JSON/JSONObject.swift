/// The members of an object in the order they were written.
///
/// Duplicate keys are kept and written back; lookup gives the last of them, as JavaScript and Python do. Keys are compared
/// byte by byte. Lookup walks the members from the end: quick for the objects of a protocol, linear for very large ones.
public struct JSONObject: Sendable {
    /// A key with its value.
    public typealias Member = (key: String, value: JSONValue)

    var members: [Member]

    /// An object without members.
    public init() {
        members = []
    }

    /// An object with these members, duplicates and all.
    public init(_ members: [(key: String, value: JSONValue)]) {
        self.members = members
    }

    /// The keys in order, duplicates included.
    public var keys: [String] { members.map(\.key) }

    /// The values in order, those of duplicate keys included.
    public var values: [JSONValue] { members.map(\.value) }

    /// The number of members, duplicates included.
    public var count: Int { members.count }

    /// Whether there is no member.
    public var isEmpty: Bool { members.isEmpty }

    /// Whether a member has this key, be its value null or not.
    public func contains(key: String) -> Bool {
        position(of: key) != nil
    }

    /// The value of the last member with this key.
    ///
    /// Setting replaces that value where it stands, or appends a member; setting nil removes every member with the key.
    public subscript(key: String) -> JSONValue? {
        get {
            position(of: key).map { members[$0].value }
        }
        set {
            guard let newValue else {
                members.removeAll { sameText($0.key, key) }
                return
            }
            if let position = position(of: key) {
                members[position].value = newValue
            } else {
                members.append((key, newValue))
            }
        }
    }

    /// Adds a member at the end without looking for the key: quicker than setting, and a way to a duplicate.
    public mutating func append(_ key: String, _ value: JSONValue) {
        members.append((key, value))
    }

    /// Removes every member with the key; returns the value that lookup gave.
    @discardableResult
    public mutating func removeValue(forKey key: String) -> JSONValue? {
        let value = self[key]
        self[key] = nil
        return value
    }

    private func position(of key: String) -> Int? {
        members.lastIndex { sameText($0.key, key) }
    }
}

extension JSONObject: Sequence {
    /// Walks the members in order.
    public func makeIterator() -> IndexingIterator<[Member]> {
        members.makeIterator()
    }

    /// The number of members: exact.
    public var underestimatedCount: Int { members.count }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    /// The members of the literal in its order, duplicates kept.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        members = elements.map { (key: $0.0, value: $0.1) }
    }
}

extension JSONObject: CustomStringConvertible {
    /// Compact JSON.
    public var description: String { JSONValue.object(self).description }
}
