/// Writes metrics in the text format of Prometheus, version 0.0.4.
struct ExpositionText {
    private(set) var bytes: [UInt8] = []

    /// The two lines before a metric's samples.
    mutating func header(_ name: String, _ help: String, _ kind: MetricKind) {
        line("# HELP \(name) \(Self.escaped(help, quotes: false))")
        line("# TYPE \(name) \(kind.rawValue)")
    }

    /// One value.
    mutating func sample(_ name: String, _ labels: [(String, String)], _ value: Double) {
        let pairs = labels.map { "\($0)=\"\(Self.escaped($1, quotes: true))\"" }
        line("\(name)\(pairs.isEmpty ? "" : "{\(pairs.joined(separator: ","))}") \(Self.number(value))")
    }

    private mutating func line(_ text: String) {
        bytes += text.utf8
        bytes.append(0x0A)
    }

    /// As Go reads it: whole numbers without a point, the infinities as `+Inf` and `-Inf`.
    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
        return Int(exactly: value).map(String.init) ?? "\(value)"
    }

    private static func escaped(_ text: String, quotes: Bool) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\"" where quotes: escaped += "\\\""
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
