/// A time as RFC 3339 has it, in UTC, to the millisecond. Pure.
public struct UTCTime: Sendable, Hashable, CustomStringConvertible {
    /// The text, such as `2026-01-31T08:00:00.000Z`.
    public let description: String

    /// The time so many microseconds after the start of 1970.
    public init(microseconds: Int64) {
        let milliseconds = Int(microseconds / 1000)
        let day = milliseconds / 86_400_000
        let rest = milliseconds % 86_400_000
        let date = Self.date(day)
        let parts = [(rest / 3_600_000, ":"), (rest / 60_000 % 60, ":"), (rest / 1000 % 60, ".")]
        let time = parts.map { Self.digits($0.0, 2) + $0.1 }.joined() + Self.digits(rest % 1000, 3)
        description = "\(Self.digits(date.year, 4))-\(Self.digits(date.month, 2))-\(Self.digits(date.day, 2))T\(time)Z"
    }

    /// The date of a day since 1970-01-01. Years are counted from March, so that the leap day is the last of its year.
    private static func date(_ day: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = day + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let isNextYear = month >= 10
        return (era * 400 + yearOfEra + (isNextYear ? 1 : 0), isNextYear ? month - 9 : month + 3, dayOfYear - (153 * month + 2) / 5 + 1)
    }

    private static func digits(_ number: Int, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }
}
