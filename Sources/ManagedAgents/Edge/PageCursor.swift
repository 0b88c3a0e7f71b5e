internal import JSON
public import Records

/// A place in a list, as it is handed out: which list, in which order, behind which entry. Clients do not look inside.
public struct PageCursor: Sendable, Hashable {
    /// The list, for example `agents` or `sesn_…/events`.
    public let list: String
    /// The order.
    public let order: RecordQuery.Order
    /// The number of the last entry before it.
    public let place: Int
    /// That entry's time, in microseconds since 1970.
    public let time: Int64
    /// Whether it leads to the page before that entry.
    public let isBackward: Bool
    /// How far what waits beside the list has been shown, where the list has such a thing.
    public let queued: Int?

    /// A place.
    public init(
        list: String,
        order: RecordQuery.Order,
        place: Int,
        time: Int64,
        isBackward: Bool = false,
        queued: Int? = nil
    ) {
        self.list = list
        self.order = order
        self.place = place
        self.time = time
        self.isBackward = isBackward
        self.queued = queued
    }

    /// The text that is handed out.
    public var text: String {
        let parts: [JSONValue] = [
            .string(list), .string(order.rawValue), JSONValue(place), JSONValue(Int(time)), .bool(isBackward),
        ]
        let rest = queued.map { [JSONValue($0)] } ?? []
        return "page_" + Base64URL.encode(JSONValue.array(parts + rest).serialized())
    }

    /// Reads what was handed out.
    public init?(_ text: String) {
        guard text.hasPrefix("page_"), text.utf8.count <= 4096, let bytes = Base64URL.decode(text.utf8.dropFirst(5)),
            let parts = try? JSONValue(parsing: bytes).array, (5...6).contains(parts.count),
            let list = parts[0].string, let order = parts[1].string.flatMap({ RecordQuery.Order(rawValue: $0) }),
            let place = parts[2].int, place >= 0, let time = parts[3].int, let isBackward = parts[4].bool
        else { return nil }
        let queued = parts.count == 6 ? parts[5].int : nil
        guard parts.count == 5 || queued ?? -1 >= 0 else { return nil }
        self.init(list: list, order: order, place: place, time: Int64(time), isBackward: isBackward, queued: queued)
    }
}
