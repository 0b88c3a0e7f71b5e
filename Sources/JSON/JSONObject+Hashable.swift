extension JSONObject: Hashable {
    /// Equal members, in any order; members that share a key count in the order they have among themselves.
    public static func == (left: Self, right: Self) -> Bool {
        guard left.count == right.count else { return false }
        let sameOrder = zip(left.members, right.members).allSatisfy { sameText($0.key, $1.key) }
        let mine = sameOrder ? left.members : left.sortedByKey()
        let theirs = sameOrder ? right.members : right.sortedByKey()
        return zip(mine, theirs).allSatisfy { sameText($0.key, $1.key) && $0.value == $1.value }
    }

    /// Adds the members' own hashes up, so that their order does not matter.
    public func hash(into hasher: inout Hasher) {
        var sum = 0
        for member in members {
            var own = Hasher()
            own.combine(member.key)
            own.combine(member.value)
            sum &+= own.finalize()
        }
        hasher.combine(count)
        hasher.combine(sum)
    }

    private func sortedByKey() -> [Member] {
        let order = members.indices.sorted { left, right in
            let (mine, theirs) = (members[left].key, members[right].key)
            if sameText(mine, theirs) { return left < right }
            return mine.utf8.lexicographicallyPrecedes(theirs.utf8)
        }
        return order.map { members[$0] }
    }
}
