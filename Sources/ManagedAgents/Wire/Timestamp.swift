internal import Domain
public import JSON

/// A time of day as the public API writes it: RFC 3339 in UTC, to the microsecond. Pure.
public struct Timestamp: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Microseconds since 1970.
    public let microseconds: Int64

    /// The time so many microseconds after the start of 1970.
    public init(microseconds: Int64) { self.microseconds = microseconds }

    /// Reads RFC 3339 with any offset. A space may stand for the `+` of an offset, as it does in a query that was not encoded.
    public init?(_ text: some StringProtocol) {
        guard let parsed = TimestampText.parse(Array(text.utf8)) else { return nil }
        microseconds = parsed
    }

    /// Such as `2026-01-31T08:00:00.000000Z`.
    public var description: String { UTCTime(microseconds: microseconds, .microseconds).description }

    /// The text as JSON.
    public var json: JSONValue { .string(description) }

    /// Which is earlier.
    public static func < (left: Self, right: Self) -> Bool { left.microseconds < right.microseconds }
}
