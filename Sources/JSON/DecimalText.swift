/// Writes a finite double by the rules of ECMA-262 `Number::toString`, which `JSON.stringify` uses.
struct DecimalText {
    private var negative = false
    /// Significant digits without leading or trailing zeros; empty for zero.
    private var digits: [UInt8] = []
    /// The value is 0.digits × 10^point.
    private var point = 0

    /// Takes the shortest digits from the standard library, which spells exponents differently.
    init(_ value: Double) {
        var exponent = 0
        var fraction = 0
        let parts = value.description.utf8.split(separator: UInt8(ascii: "e"))
        if parts.count == 2 { exponent = Int(Substring(parts[1])) ?? 0 }
        var seenPoint = false
        for byte in parts[0] {
            switch byte {
            case UInt8(ascii: "-"): negative = true
            case UInt8(ascii: "."): seenPoint = true
            default:
                digits.append(byte)
                fraction += seenPoint ? 1 : 0
            }
        }
        point = digits.count - fraction + exponent
        trimZeros()
    }

    private mutating func trimZeros() {
        let zero = UInt8(ascii: "0")
        let leading = digits.prefix { $0 == zero }.count
        digits.removeFirst(leading)
        point -= leading
        while digits.last == zero { digits.removeLast() }
    }

    var text: String {
        guard !digits.isEmpty else { return "0" }
        return (negative ? "-" : "") + magnitude
    }

    private var magnitude: String {
        let all = String(decoding: digits, as: UTF8.self)
        switch point {
        case digits.count...21: return all + zeros(point - digits.count)
        case 1...21: return String(all.prefix(point)) + "." + String(all.dropFirst(point))
        case -5...0: return "0." + zeros(-point) + all
        default: return scientific(all)
        }
    }

    private func scientific(_ all: String) -> String {
        let exponent = point - 1
        let mantissa = digits.count == 1 ? all : String(all.prefix(1)) + "." + String(all.dropFirst())
        return mantissa + (exponent < 0 ? "e-" : "e+") + String(exponent.magnitude)
    }

    private func zeros(_ count: Int) -> String {
        String(repeating: "0", count: count)
    }
}
