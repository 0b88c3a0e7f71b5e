/// What a query says, in order: `a=1&b`, percent-decoded, `+` for a space. Pure.
public struct QueryItems: Sendable, Hashable {
    /// What is wrong with a query; the pairs before that are there.
    public enum Flaw: Sendable, Hashable {
        /// A percent-encoding is broken.
        case encoding
        /// There are more pairs than may be.
        case count
    }

    private struct Item: Sendable, Hashable {
        let name: String
        let value: String
    }

    /// Pairs that are read.
    public static let limit = 1000

    private var items: [Item] = []
    /// What is wrong with it, if anything is.
    public private(set) var flaw: Flaw?

    /// Without anything.
    public init() {}

    /// Reads what follows the `?`.
    public init(_ query: some StringProtocol) {
        for part in Substring(query).split(separator: "&", omittingEmptySubsequences: true) where flaw == nil { add(part) }
    }

    private mutating func add(_ part: Substring) {
        let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(Self.decode)
        if items.count == Self.limit {
            flaw = .count
        } else if let name = halves[0], let value = halves.count > 1 ? halves[1] : "" {
            items.append(Item(name: name, value: value))
        } else {
            flaw = .encoding
        }
    }

    private static func decode(_ text: Substring) -> String? { PercentEncoding.decode(Substring(text.map { $0 == "+" ? " " : $0 })) }

    /// The first value of a name; empty for one without `=`, `nil` for one that is not there.
    public subscript(name: String) -> String? { items.first { $0.name == name }?.value }

    /// All values of a name, in order.
    public func values(of name: String) -> [String] { items.filter { $0.name == name }.map(\.value) }

    /// All values of some names, in order.
    public func values(of names: Set<String>) -> [String] { items.filter { names.contains($0.name) }.map(\.value) }
}
