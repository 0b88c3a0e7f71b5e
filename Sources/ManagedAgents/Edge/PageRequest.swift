public import JSON
public import Records

/// Which page of a list is asked for: `limit` and `page`, and where the list offers them `order` and `created_at[…]`.
public struct PageRequest: Sendable, Hashable {
    /// What a list lets its clients choose. The rest of a query is passed over, as names are that nobody knows.
    public struct Choices: OptionSet, Sendable, Hashable {
        /// The bits.
        public let rawValue: Int

        /// Choices of these bits.
        public init(rawValue: Int) { self.rawValue = rawValue }

        /// `order`.
        public static let order = Choices(rawValue: 1)
        /// `created_at[gte]` and `created_at[lte]`.
        public static let times = Choices(rawValue: 2)
        /// `created_at[gt]` and `created_at[lt]` as well.
        public static let allTimes = Choices(rawValue: 6)
    }

    /// Entries at most.
    public let limit: Int
    /// The order.
    public let order: RecordQuery.Order
    /// Where it begins; `nil` at the start.
    public let cursor: PageCursor?
    /// The list that its cursors belong to.
    public let list: String
    /// When the entries were made.
    public let times: TimeRange

    /// Reads a query.
    ///
    /// - Parameters:
    ///   - list: A name of the list, which its cursors carry.
    ///   - limit: Without a `limit` in the query.
    ///   - order: Without an `order` in the query.
    ///   - choices: What else the query may say.
    /// - Throws: `ManagedError` 400, also for a cursor of another list or order, or outside the range of times.
    public init(
        _ query: ManagedQuery,
        list: String,
        standard limit: Int = 20,
        most: Int = 100,
        order standard: RecordQuery.Order = .descending,
        _ choices: Choices = []
    ) throws(ManagedError) {
        self.list = list
        self.limit = try query.number("limit", 1...most) ?? limit
        order = choices.contains(.order) ? try Self.order(query) ?? standard : standard
        times = choices.contains(.times) ? try query.range("created_at", isOpen: choices.contains(.allTimes)) : TimeRange()
        cursor = try Self.cursor(query, list, order, times)
    }

    private static func order(_ query: ManagedQuery) throws(ManagedError) -> RecordQuery.Order? {
        guard let text = try query.text("order") else { return nil }
        guard let order = RecordQuery.Order(rawValue: text) else { throw .invalid(field: "order", "must be asc or desc") }
        return order
    }

    private static func cursor(
        _ query: ManagedQuery,
        _ list: String,
        _ order: RecordQuery.Order,
        _ times: TimeRange
    ) throws(ManagedError) -> PageCursor? {
        guard let text = try query.text("page"), !text.isEmpty else { return nil }
        guard let cursor = PageCursor(text), cursor.list == list else {
            throw .invalid(field: "page", "is no page of this list; take next_page of its last answer")
        }
        guard cursor.order == order else { throw .invalid(field: "page", "was given out for order \(cursor.order.rawValue)") }
        guard times.contains(cursor.time) else { throw .invalid(field: "page", "lies outside the range of times that is asked for") }
        return cursor
    }

    /// The query of a store that gives this page.
    public func records(_ kind: RecordKind, parent: String? = nil, includesArchived: Bool = false) -> RecordQuery {
        var query = RecordQuery(kind, parent: parent, order: order, limit: limit)
        query.includesArchived = includesArchived
        (query.earliest, query.latest) = (times.earliest, times.latest)
        query.after = cursor?.place
        return query
    }

    /// The answer: entries, and where the next page begins.
    public func answer(_ page: RecordPage, _ entry: (Record) throws -> JSONValue) rethrows -> JSONValue {
        let next = page.hasMore ? page.records.last.map { cursor(behind: $0.ordinal, $0.created) } : nil
        return ["data": .array(try page.records.map(entry)), "next_page": next.map { .string($0.text) } ?? .null]
    }

    /// The place behind an entry.
    ///
    /// - Parameter queued: See `PageCursor.queued`.
    public func cursor(behind place: Int, _ time: Int64, queued: Int? = nil) -> PageCursor {
        PageCursor(list: list, order: order, place: place, time: time, queued: queued)
    }
}
