/// Bounds of the server's edge. Every one answers with its own status or closes the connection.
public struct HTTPServerLimits: Sendable {
    /// Connections open at once · default 10,000 · above it 503 and close.
    public var connections = 10_000
    /// Bytes of a message head · default 32 KiB · above it 431.
    public var headBytes = 32 * 1024
    /// Fields of a message head · default 100 · above it 431.
    public var headFields = 100
    /// From the first byte of a head to its last · default 10 s · then 408.
    public var headTimeout = Duration.seconds(10)
    /// From the end of the head to the end of the body · default 30 s · then 408.
    public var bodyTimeout = Duration.seconds(30)
    /// Bytes a second that a body must come with on average where its length is declared: a long one gets so much more time · default 1 MiB,
    /// and at most an hour.
    public var bodyRate = 1 << 20
    /// Without a request on an open connection · default 75 s · then it is closed.
    public var idleTimeout = Duration.seconds(75)
    /// Without the peer taking a byte while more waits than may · default 60 s · then the connection is closed.
    public var writeTimeout = Duration.seconds(60)
    /// How long unread rest of a request is taken off after the answer, so that the answer is not lost · default 2 s.
    public var lingerTimeout = Duration.seconds(2)

    /// The defaults.
    public init() {}
}

extension HTTPServerLimits {
    /// What a body gets beside `bodyTimeout`.
    func time(forBodyOf length: UInt64) -> Duration { .seconds(min(3600, Int64(clamping: length / UInt64(max(1, bodyRate))))) }
}
