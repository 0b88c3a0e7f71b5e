internal import Domain

/// The text of a time (RFC 3339, section 5.6). Pure.
enum TimestampText {
    /// Microseconds since 1970.
    static func parse(_ bytes: [UInt8]) -> Int64? {
        var reader = Reader(rest: bytes[...])
        guard let year = reader.number(4), reader.take("-"), let month = reader.number(2), reader.take("-"), let day = reader.number(2),
            reader.take("T") || reader.take("t") || reader.take(" "),
            let hour = reader.number(2), reader.take(":"), let minute = reader.number(2), reader.take(":"), let second = reader.number(2),
            let fraction = reader.fraction(), let offset = reader.offset(), reader.rest.isEmpty,
            let date = CalendarDate(year: year, month: month, day: day), hour < 24, minute < 60, second <= 60
        else { return nil }
        let seconds = date.daysSince1970 * 86_400 + hour * 3600 + minute * 60 + second - offset
        return Int64(seconds) * 1_000_000 + Int64(fraction)
    }

    private struct Reader {
        var rest: ArraySlice<UInt8>

        mutating func take(_ letter: UnicodeScalar) -> Bool {
            guard rest.first == UInt8(ascii: letter) else { return false }
            rest.removeFirst()
            return true
        }

        mutating func number(_ count: Int) -> Int? {
            let digits = rest.prefix(count)
            guard digits.count == count, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
            rest.removeFirst(count)
            return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        }

        /// Microseconds; finer digits are dropped.
        mutating func fraction() -> Int? {
            guard take(".") else { return 0 }
            let digits = rest.prefix { (0x30...0x39).contains($0) }
            guard !digits.isEmpty, digits.count <= 18 else { return nil }
            rest.removeFirst(digits.count)
            return (Array(digits) + Array(repeating: 0x30, count: 6)).prefix(6).reduce(0) { $0 * 10 + Int($1 - 0x30) }
        }

        /// Seconds east of UTC.
        mutating func offset() -> Int? {
            if take("Z") || take("z") { return 0 }
            let isWest = take("-")
            guard isWest || take("+") || take(" "), let hour = number(2), take(":"), let minute = number(2), hour < 24, minute < 60 else {
                return nil
            }
            return (hour * 3600 + minute * 60) * (isWest ? -1 : 1)
        }
    }
}
