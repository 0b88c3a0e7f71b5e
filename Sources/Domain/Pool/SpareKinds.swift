/// Of which kinds spares are kept: one that stands, and those that sessions have begun with lately. Pure.
public struct SpareKinds: Sendable, Hashable {
    /// The kind that is kept whatever happens.
    public let standing: PoolKey
    /// How many kinds there are at most, the standing one included.
    public let limit: Int
    private var recent: [PoolKey] = []

    /// Only the standing kind.
    public init(standing: PoolKey, limit: Int) {
        self.standing = standing
        self.limit = limit
    }

    /// A session begins with this kind, or is about to. Whether that changes which are kept, or their order.
    public mutating func use(_ key: PoolKey) -> Bool {
        guard key != standing, recent.first != key, limit > 1 else { return false }
        recent.removeAll { $0 == key }
        recent.insert(key, at: 0)
        recent.removeLast(max(0, recent.count - (limit - 1)))
        return true
    }

    /// Those that are kept, the most wanted first.
    public var all: [PoolKey] { limit < 1 ? [] : recent + [standing] }
}
