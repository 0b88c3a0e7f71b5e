/// A time as RFC 3339 has it, in UTC. Pure.
public struct UTCTime: Sendable, Hashable, CustomStringConvertible {
    /// The text, such as `2026-01-31T08:00:00.000Z`.
    public let description: String

    /// How finely a time is told.
    public enum Precision: Int, Sendable, Hashable {
        /// Three digits.
        case milliseconds = 3
        /// Six digits.
        case microseconds = 6
    }

    /// The time so many microseconds after the start of 1970; finer digits than the precision's are dropped.
    public init(microseconds: Int64, _ precision: Precision = .milliseconds) {
        let (second, fraction) = Self.divide(Int(microseconds), by: 1_000_000)
        let (day, rest) = Self.divide(second, by: 86_400)
        let date = CalendarDate(day: day)
        let clock = [(rest / 3600, ":"), (rest / 60 % 60, ":"), (rest % 60, ".")].map { Self.digits($0.0, 2) + $0.1 }.joined()
        let tail = Self.digits(fraction, 6).prefix(precision.rawValue)
        description = "\(Self.digits(date.year, 4))-\(Self.digits(date.month, 2))-\(Self.digits(date.day, 2))T\(clock)\(tail)Z"
    }

    /// The quotient rounded down, also below zero, and what is left.
    private static func divide(_ number: Int, by divisor: Int) -> (Int, Int) {
        let quotient = number / divisor - (number % divisor < 0 ? 1 : 0)
        return (quotient, number - quotient * divisor)
    }

    private static func digits(_ number: Int, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }
}
