/// A label of a metric. It takes a bounded number of values; any other value becomes `other`.
public struct MetricLabel: Sendable {
    /// What stands for every value that has no place.
    public static let other = "other"

    enum Rule: Sendable {
        case declared([String])
        case first(Int)
    }

    let name: String
    let rule: Rule

    /// A label with these values and no others.
    public static func declared(_ name: String, _ values: [String]) -> MetricLabel { MetricLabel(name: name, rule: .declared(values)) }

    /// A label with the values of an enumeration.
    public static func declared<Value: CaseIterable & RawRepresentable<String>>(_ name: String, _ values: Value.Type) -> MetricLabel {
        declared(name, values.allCases.map(\.rawValue))
    }

    /// A label with the first `limit` values that are seen.
    public static func first(_ limit: Int, _ name: String) -> MetricLabel { MetricLabel(name: name, rule: .first(limit)) }

    private init(name: String, rule: Rule) {
        precondition(Self.isName(name), "\(name) is no label")
        self.name = name
        self.rule = rule
    }

    /// `[a-z_][a-z0-9_]*`, without what the format keeps for itself.
    static func isName(_ name: String) -> Bool {
        MetricName.isPlain(name) && !name.hasPrefix("__") && name != "le" && name != "quantile"
    }

    /// The value that is shown for `value`; `seen` are those of this label so far.
    func admit(_ value: String, _ seen: inout Set<String>) -> String {
        switch rule {
        case .declared(let values): return values.contains(value) ? value : Self.other
        case .first(let limit):
            if seen.contains(value) { return value }
            guard seen.count < limit else { return Self.other }
            seen.insert(value)
            return value
        }
    }
}
