internal import EventLoop
internal import HTTP

/// A server in this process that keeps the whole contract from a canned agent, but for one fault if asked.
///
/// It shows that the contract suite can pass, and that each of its requirements can fail.
public struct BrokenServer: Sendable {
    /// What the server was set up with.
    public struct Configuration: Sendable {
        /// The fault, or nil for a server that keeps the contract.
        public var fault: Fault?
        /// The token that sessions need, or nil.
        public var token: String?
        /// How often a silent stream gets a comment.
        public var heartbeat = Duration.seconds(15)
        /// Silence after which `stopsWhenIdle` stops answering.
        public var idle = Duration.milliseconds(50)

        /// No fault, no token.
        public init() {}
    }

    /// Serves on a free port of 127.0.0.1 while `body` runs; it gets the base URL.
    ///
    /// - Parameter memory: the conversations, kept by the caller to outlive this server.
    public static func run<T: Sendable>(
        _ configuration: Configuration,
        memory: Memory = Memory(),
        _ body: @escaping @Sendable (String) async throws -> T
    ) async throws -> T {
        try await EventLoopGroup.run(count: 1) { group in
            let listener = try await Listener.bind(to: .ipv4(host: "127.0.0.1", port: 0), on: group.loops[0])
            let edge = Edge(configuration: configuration, memory: memory)
            let server = HTTPServer(group: group) { try await edge.answer($0, $1) }
            return try await serve(server, listener, body)
        }
    }

    private static func serve<T: Sendable>(
        _ server: HTTPServer,
        _ listener: Listener,
        _ body: @escaping @Sendable (String) async throws -> T
    ) async throws -> T {
        try await withThrowingTaskGroup(of: T?.self) { tasks in
            tasks.addTask {
                try await server.run([listener])
                return nil
            }
            tasks.addTask { try await body("http://\(listener.address)") }
            defer { tasks.cancelAll() }
            while let result = try await tasks.next() {
                guard let result else { continue }
                await listener.close()
                server.abortConnections()
                return result
            }
            throw CancellationError()
        }
    }
}
