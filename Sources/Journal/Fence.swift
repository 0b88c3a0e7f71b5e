/// The number of a writer's right to a session. It only grows: whoever comes with a smaller one has lost the right.
public struct Fence: RawRepresentable, Sendable, Hashable, Comparable {
    /// The number, from 1.
    public let rawValue: Int

    /// A fence by its number.
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// Whether `left` is the older right.
    public static func < (left: Fence, right: Fence) -> Bool { left.rawValue < right.rawValue }
}
