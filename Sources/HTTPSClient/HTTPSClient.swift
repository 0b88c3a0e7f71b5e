public import EventLoop

/// Sends requests over HTTP/1.1 and TLS, with pooled connections on the loops of a group; libcurl does the work.
///
/// A server's certificate is always checked, and no redirect is followed. libcurl is loaded by the first request.
public final class HTTPSClient: Sendable {
    private let group: EventLoopGroup
    private let configuration: HTTPSClientConfiguration
    private let drivers: [ObjectIdentifier: CurlDriver]

    /// A client that opens nothing before its first request. Close it before its loops end.
    public init(group: EventLoopGroup, configuration: HTTPSClientConfiguration = HTTPSClientConfiguration()) {
        self.group = group
        self.configuration = configuration
        let connections = max(1, configuration.connections)
        let pooled = max(1, connections / group.loops.count)
        let made = group.loops.map { CurlDriver(loop: $0, connections: connections, pooled: pooled) }
        drivers = Dictionary(uniqueKeysWithValues: made.map { (ObjectIdentifier($0.loop), $0) })
    }

    /// Sends `request` and runs `body` with the answer as soon as its head is there; afterwards what is left of it is let go.
    ///
    /// The exchange lives on the caller's loop if it is one of the group's, else on the next in turn.
    ///
    /// - Throws: `HTTPSError` before the answer's head, what `body` throws, `CancellationError`.
    public func withResponse<T>(to request: HTTPSRequest, _ body: (HTTPSResponse) async throws -> T) async throws -> T {
        try await CurlLibrary.load()
        let transfer = Transfer(try CurlPlan(request, configuration), on: try driver(), idleTimeout: configuration.idleTimeout)
        defer { transfer.end() }
        return try await body(try await transfer.response())
    }

    private func driver() throws -> CurlDriver {
        let own = EventLoop.current.flatMap { drivers[ObjectIdentifier($0)] }
        guard let driver = own ?? drivers[ObjectIdentifier(group.next())] else { throw HTTPSError(.closed, "the client has no loop") }
        return driver
    }

    /// Fails the exchanges under way and closes every connection; later requests fail. Any number of times, also in a cancelled task.
    public func close() async {
        for driver in drivers.values { await driver.close() }
    }
}
