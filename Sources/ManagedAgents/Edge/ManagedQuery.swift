internal import HTTP

/// The query of a request, read as the SDKs write it: arrays as `name[]` repeated, ranges as `name[gte]`, booleans as words.
///
/// Names that nobody asks for are ignored, among them `beta`.
public struct ManagedQuery: Sendable, Hashable {
    /// Told of each name that is asked for, arrays with their brackets: what is read can be held against what is described. By default nobody is.
    @TaskLocal package static var whenAsked: (@Sendable (String) -> Void)?

    private let items: QueryItems

    /// Without anything.
    public init() { items = QueryItems() }

    /// Reads what follows the `?`.
    ///
    /// - Throws: `ManagedError` 400 for a broken percent-encoding, or more than 1,000 pairs.
    public init(_ query: some StringProtocol) throws(ManagedError) {
        items = QueryItems(query)
        switch items.flaw {
        case nil: return
        case .encoding: throw .invalid("the query's percent-encoding is broken")
        case .count: throw .invalid("the query has more than \(QueryItems.limit) parameters")
        }
    }

    /// The values of an array.
    public func texts(_ name: String) -> [String] {
        Self.whenAsked?("\(name)[]")
        return items.values(of: ["\(name)[]", name])
    }

    /// The value of a name.
    ///
    /// - Throws: `ManagedError` 400 when it is given twice.
    public func text(_ name: String) throws(ManagedError) -> String? {
        Self.whenAsked?(name)
        let values = items.values(of: name)
        guard values.count <= 1 else { throw .invalid(field: name, "may be given once") }
        return values.first
    }

    /// A whole number within bounds.
    public func number(_ name: String, _ range: ClosedRange<Int>) throws(ManagedError) -> Int? {
        guard let text = try text(name) else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw .invalid(field: name, "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// `true` or `false`.
    public func flag(_ name: String) throws(ManagedError) -> Bool? {
        switch try text(name) {
        case nil: nil
        case "true": true
        case "false": false
        default: throw .invalid(field: name, "must be true or false")
        }
    }

    /// A time, for example of `created_at[gte]`.
    public func time(_ name: String) throws(ManagedError) -> Timestamp? {
        guard let text = try text(name) else { return nil }
        guard let time = Timestamp(text) else {
            throw .invalid(field: name, "must be a time as of RFC 3339, such as 2026-01-31T08:00:00Z")
        }
        return time
    }
}
