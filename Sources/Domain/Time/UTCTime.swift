/// A time as RFC 3339 has it, in UTC, to the millisecond. Pure.
public struct UTCTime: Sendable, Hashable, CustomStringConvertible {
    /// The text, such as `2026-01-31T08:00:00.000Z`.
    public let description: String

    /// The time so many microseconds after the start of 1970.
    public init(microseconds: Int64) {
        let milliseconds = Int(microseconds / 1000)
        let day = milliseconds / 86_400_000
        let rest = milliseconds % 86_400_000
        let date = CalendarDate(day: day)
        let parts = [(rest / 3_600_000, ":"), (rest / 60_000 % 60, ":"), (rest / 1000 % 60, ".")]
        let time = parts.map { Self.digits($0.0, 2) + $0.1 }.joined() + Self.digits(rest % 1000, 3)
        description = "\(Self.digits(date.year, 4))-\(Self.digits(date.month, 2))-\(Self.digits(date.day, 2))T\(time)Z"
    }

    private static func digits(_ number: Int, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }
}
