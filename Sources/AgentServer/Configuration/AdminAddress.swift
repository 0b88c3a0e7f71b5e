public import EventLoop

/// Where health checks and metrics are served.
public struct AdminAddress: Sendable, Hashable {
    /// The address.
    public var address: SocketAddress
    /// Whether somebody asked for it: then it must be free.
    public var isAskedFor: Bool

    /// An admin address.
    public init(_ address: SocketAddress, isAskedFor: Bool) {
        self.address = address
        self.isAskedFor = isAskedFor
    }
}
