/// An amount of US dollars, exact to a millionth.
public struct USD: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Millionths of a dollar.
    public let microdollars: Int

    /// An amount in millionths of a dollar.
    public init(microdollars: Int) { self.microdollars = microdollars }

    /// An amount from decimal text such as `1.50`: not negative, at most six decimals, below a million dollars.
    public init?(_ text: String) {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let fraction = parts.count == 2 ? parts[1] : "0"
        guard !parts[0].isEmpty, parts[0].count <= 6, (1...6).contains(fraction.count) else { return nil }
        guard (parts[0] + fraction).utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        guard let whole = Int(parts[0]), let decimals = Int(fraction + String(repeating: "0", count: 6 - fraction.count)) else {
            return nil
        }
        microdollars = whole * 1_000_000 + decimals
    }

    /// An amount to the nearest millionth; nil when it is no number or a million dollars or more, either way.
    public init?(dollars: Double) {
        guard dollars.magnitude < 1_000_000 else { return nil }
        microdollars = Int((dollars * 1_000_000).rounded())
    }

    /// Decimal text with two to six decimals.
    public var description: String {
        let amount = microdollars.magnitude
        var fraction = String(amount % 1_000_000 + 1_000_000).dropFirst()
        while fraction.count > 2, fraction.last == "0" { fraction.removeLast() }
        return "\(microdollars < 0 ? "-" : "")\(amount / 1_000_000).\(fraction)"
    }

    /// The sum, or the bound of the type beyond it.
    public static func + (left: USD, right: USD) -> USD {
        let (sum, overflows) = left.microdollars.addingReportingOverflow(right.microdollars)
        return USD(microdollars: overflows ? (right.microdollars < 0 ? .min : .max) : sum)
    }

    /// Whether `left` is the smaller amount.
    public static func < (left: USD, right: USD) -> Bool { left.microdollars < right.microdollars }
}
