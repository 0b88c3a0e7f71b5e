/// What makes two agent processes interchangeable: a hash of the arguments, environment and definition they were started with.
public struct PoolKey: RawRepresentable, Sendable, Hashable {
    /// The hash as text.
    public let rawValue: String

    /// A key.
    public init(rawValue: String) { self.rawValue = rawValue }
}
