extension JSONObject {
    /// Sets every member of `other` in turn: known keys keep their place and take the other's value, new ones follow.
    ///
    /// One level deep: a nested object is replaced, not merged. Takes time in proportion to both objects.
    public mutating func merge(_ other: JSONObject) {
        var places: [ExactKey: Int] = [:]
        for (place, member) in members.enumerated() { places[ExactKey(text: member.key)] = place }
        for member in other.members {
            let key = ExactKey(text: member.key)
            if let place = places[key] {
                members[place].value = member.value
            } else {
                places[key] = members.count
                members.append(member)
            }
        }
    }

    /// The object after ``merge(_:)``.
    public func merging(_ other: JSONObject) -> JSONObject {
        var merged = self
        merged.merge(other)
        return merged
    }
}

/// A key that is equal to another only byte by byte.
private struct ExactKey: Hashable {
    var text: String

    static func == (left: Self, right: Self) -> Bool {
        sameText(left.text, right.text)
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(text)
    }
}
