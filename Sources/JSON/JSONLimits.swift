/// How much a document may ask of its reader.
public struct JSONLimits: Sendable, Hashable {
    /// The depth beyond which ``maximumDepth`` has no effect: what every thread's stack can walk, 1024.
    public static let highestDepth = 1024

    /// How many containers may be open at once. Default 512, at most ``highestDepth``.
    public var maximumDepth: Int
    /// How many bytes a document may have. Default 64 MiB.
    public var maximumSize: Int

    /// Limits; each has its default.
    public init(maximumDepth: Int = 512, maximumSize: Int = 64 << 20) {
        self.maximumDepth = maximumDepth
        self.maximumSize = maximumSize
    }

    var depth: Int { min(max(maximumDepth, 0), Self.highestDepth) }
}
