/// A name on the wire whose list of known values may grow: unknown ones are kept as they came.
public protocol WireName: RawRepresentable, Sendable, Hashable, ExpressibleByStringLiteral, CustomStringConvertible
where RawValue == String {
    /// Wraps any text, known or not.
    init(rawValue: String)
}

extension WireName {
    /// Wraps a literal.
    public init(stringLiteral value: String) {
        self.init(rawValue: value)
    }

    /// The text as on the wire.
    public var description: String { rawValue }
}
