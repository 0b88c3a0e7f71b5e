/// Which records a page has, and in which order.
public struct RecordQuery: Sendable, Hashable {
    /// The order of making, or its reverse.
    public enum Order: String, Sendable, Hashable {
        /// The oldest first.
        case ascending = "asc"
        /// The newest first.
        case descending = "desc"
    }

    /// What they are of.
    public var kind: RecordKind
    /// Only those that belong to this object; `nil` for all.
    public var parent: String?
    /// Of each of these lists a record has at least one tag.
    public var tags: [[String]] = []
    /// Whether those that are archived are there.
    public var includesArchived = false
    /// Only those made then or later; microseconds since 1970.
    public var earliest: Int64?
    /// Only those made then or before.
    public var latest: Int64?
    /// The order.
    public var order: Order
    /// Only those behind the record with this ordinal, in the order asked for.
    public var after: Int?
    /// How many at most.
    public var limit: Int

    /// A page of all records of a kind that are not archived.
    public init(_ kind: RecordKind, parent: String? = nil, order: Order = .descending, limit: Int) {
        self.kind = kind
        self.parent = parent
        self.order = order
        self.limit = limit
    }
}

/// Records that a query found.
public struct RecordPage: Sendable, Hashable {
    /// Those, in order.
    public let records: [Record]
    /// Whether there are more behind the last one.
    public let hasMore: Bool

    /// A page.
    public init(_ records: [Record], hasMore: Bool) {
        self.records = records
        self.hasMore = hasMore
    }

    /// Bytes of bodies after which a page ends early, with at least one record.
    package static let byteLimit = 16 << 20
}
