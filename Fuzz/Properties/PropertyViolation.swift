/// An input for which something does not hold that must hold for every input.
public struct PropertyViolation: Error, CustomStringConvertible {
    /// What does not hold.
    public let description: String

    init(_ description: String) { self.description = description }
}

/// Throws unless `left` and `right` are equal.
func require<T: Equatable>(_ left: T, equals right: T, _ what: String) throws(PropertyViolation) {
    guard left != right else { return }
    throw PropertyViolation("\(what): \(left) is not \(right)")
}
