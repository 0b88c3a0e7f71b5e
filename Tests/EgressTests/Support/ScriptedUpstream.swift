import EventLoop
import HTTP

/// A server whose answers the test writes.
enum ScriptedUpstream {
    /// Runs `body` with the base URL of a server that answers with `handler`.
    static func run<T: Sendable>(
        handler: @escaping HTTPHandler,
        _ body: @escaping @Sendable (String, EventLoopGroup) async throws -> T
    ) async throws -> T {
        try await EventLoopGroup.run(count: 2) { group in
            let listener = try await Listener.bind(to: .ipv4(host: "127.0.0.1", port: 0), on: group.loops[1])
            let server = HTTPServer(group: group, handler: handler)
            let url = "http://\(listener.address)"
            return try await withThrowingTaskGroup(of: T?.self) { tasks in
                tasks.addTask {
                    try await server.run([listener])
                    return nil
                }
                tasks.addTask { try await body(url, group) }
                defer { tasks.cancelAll() }
                while let result = try await tasks.next() {
                    guard let result else { continue }
                    await listener.close()
                    server.abortConnections()
                    return result
                }
                throw HTTPError(.disconnected, "the server ended early")
            }
        }
    }
}
