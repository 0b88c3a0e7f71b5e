public import Domain
public import EventLoop
internal import HTTP
internal import HTTPSClient
internal import JSON
internal import Synchronization
public import Telemetry

/// The way of agent processes to the model API: they hold a placeholder key and this proxy's address, and it holds the real key.
///
/// It listens on loopback, passes on calls of the Messages API and nothing else, swaps the key, meters what is used and ends what a
/// session's budget no longer allows. Answers pass through byte by byte as they come.
public final class ModelProxy: Sendable {
    private let configuration: Configuration
    private let group: EventLoopGroup
    private let log: Logger
    private let whenCalled: @Sendable (ModelCall) -> Void
    private let whenDenied: @Sendable (SessionID?) -> Void
    let registry: SharedRegistry
    private let calls = Atomic<UInt64>(0)

    /// A proxy that serves nothing until `run`; keys can be made before.
    ///
    /// - Parameters:
    ///   - whenCalled: Called once for each call that was let in, on a loop, before the caller sees the end of a whole answer. It must not
    ///     block.
    ///   - whenDenied: Called for each call that is refused because its key's budget is spent, with the key's session. It must not block.
    public init(
        _ configuration: Configuration,
        group: EventLoopGroup,
        log: Logger = .none,
        whenCalled: @escaping @Sendable (ModelCall) -> Void = { _ in },
        whenDenied: @escaping @Sendable (SessionID?) -> Void = { _ in }
    ) {
        self.configuration = configuration
        self.group = group
        self.log = log
        self.whenCalled = whenCalled
        self.whenDenied = whenDenied
        registry = SharedRegistry(limits: configuration.limits)
    }

    /// Listens and serves until the task is cancelled, then cuts every call and closes the socket.
    ///
    /// - Parameter whenListening: Called once with the base URL for agent processes, `http://127.0.0.1:…`; `http://localhost` for a Unix
    ///   socket.
    /// - Throws: `IOError` when the address cannot be bound, `ModelProxyError` when the configuration cannot be served, what
    ///   `whenListening` throws, `CancellationError`.
    public func run(whenListening: @Sendable (_ baseURL: String) async throws -> Void) async throws {
        guard configuration.address.isLoopback else { throw ModelProxyError.notLoopback(configuration.address) }
        guard configuration.credential.isUsable else { throw ModelProxyError.unusableCredential }
        let url = configuration.upstream
        if !url.isSecure, !url.isLoopback {
            log.warning("model API without TLS: its key can be read on the way", [("upstream", .string("\(url)"))])
        }
        var client = configuration.client
        client.connections = configuration.limits.calls
        let upstream = HTTPSClient(group: group, configuration: client)
        let result: Result<Void, any Error>
        do { result = .success(try await serve(upstream, whenListening)) } catch { result = .failure(error) }
        await upstream.close()
        try result.get()
    }

    private func serve(_ upstream: HTTPSClient, _ whenListening: @Sendable (String) async throws -> Void) async throws {
        let listener = try await Listener.bind(to: configuration.address, on: group.next())
        let authority = listener.address.port == nil ? "localhost" : "\(listener.address)"
        let server = server(relay(to: upstream, authority))
        do {
            try await whenListening("http://\(authority)")
            try await server.run([listener])
            await listener.close()
        } catch {
            await listener.close()
            throw error
        }
    }

    private func server(_ relay: CallRelay) -> HTTPServer {
        var limits = HTTPServerLimits()
        limits.connections = configuration.limits.connections
        return HTTPServer(group: group, limits: limits) { request, response in
            let number = self.calls.add(1, ordering: .relaxed).newValue
            try await relay.answer(request, response, number: number)
        }
    }

    private func relay(to upstream: HTTPSClient, _ authority: String) -> CallRelay {
        CallRelay(
            configuration: configuration,
            upstream: upstream,
            authority: authority,
            registry: registry,
            log: log,
            whenCalled: whenCalled,
            whenDenied: whenDenied
        )
    }
}
