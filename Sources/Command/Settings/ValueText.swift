/// Reads values as people write them.
enum ValueText {
    /// A plain decimal number: digits only, at most 18 of them.
    static func number(_ text: some StringProtocol) -> Int? {
        guard !text.isEmpty, text.utf8.count <= 18, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(text)
    }

    private static let units: [(suffix: String, milliseconds: Int)] = [
        ("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000),
    ]

    /// `90` (seconds), `500ms`, `90s`, `30m`, `2h` or `7d`.
    static func duration(_ text: String) -> Duration? {
        let unit = units.first { text.hasSuffix($0.suffix) } ?? (suffix: "", milliseconds: 1000)
        guard let count = number(text.dropLast(unit.suffix.count)) else { return nil }
        let (milliseconds, overflow) = count.multipliedReportingOverflow(by: unit.milliseconds)
        return overflow ? nil : .milliseconds(milliseconds)
    }

    /// The largest unit, up to hours, that says a time in whole numbers.
    static func describe(_ duration: Duration) -> String {
        let milliseconds = duration.components.seconds * 1000 + duration.components.attoseconds / 1_000_000_000_000_000
        guard milliseconds > 0 else { return "0s" }
        let unit = units.last { $0.suffix != "d" && milliseconds % Int64($0.milliseconds) == 0 } ?? units[0]
        return "\(milliseconds / Int64(unit.milliseconds))\(unit.suffix)"
    }

    private static let factors: [Character: Int] = ["K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40]

    /// `1048576`, `512K`, `16M`, `20G` or `1T`, in binary units.
    static func bytes(_ text: String) -> Int? {
        let factor = text.last.flatMap { factors[$0] } ?? 1
        guard let count = number(factor == 1 ? text[...] : text.dropLast()) else { return nil }
        let (bytes, overflow) = count.multipliedReportingOverflow(by: factor)
        return overflow ? nil : bytes
    }
}

extension StringProtocol {
    /// Without white space at either end.
    var trimmed: SubSequence {
        guard let last = lastIndex(where: { !$0.isWhitespace }) else { return self[endIndex...] }
        return self[...last].drop { $0.isWhitespace }
    }
}
