/// One agent process of this server, counted from its start; never used twice.
public struct ProcessNumber: RawRepresentable, Sendable, Hashable, Comparable {
    /// The number.
    public let rawValue: Int

    /// A process by its number.
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// Whether `left` was started earlier.
    public static func < (left: ProcessNumber, right: ProcessNumber) -> Bool { left.rawValue < right.rawValue }
}
