internal import JSON

/// Which members an object must have, and of what kind. Further members are welcome.
struct Shape {
    enum Kind {
        case string, number, bool, object, array, null

        init(_ value: JSONValue) {
            self =
                switch value {
                case .null: .null
                case .bool: .bool
                case .number: .number
                case .string: .string
                case .array: .array
                case .object: .object
                }
        }
    }

    let name: String
    let members: [(key: String, kinds: [Kind])]

    /// A shape; a member without kinds must be there and may be anything.
    init(_ name: String, _ members: [(key: String, kinds: [Kind])]) {
        self.name = name
        self.members = members
    }

    func check(_ value: JSONValue) throws {
        for (key, kinds) in members {
            let member = try require(value[key], "\(name) must have \"\(key)\", was \(excerpt(value.serialized()))")
            guard !kinds.isEmpty else { continue }
            try require(
                kinds.contains(Kind(member)),
                "\"\(key)\" of \(name) must be \(kinds.map { "\($0)" }.joined(separator: " or ")), was \(excerpt(member.serialized()))"
            )
        }
    }
}
