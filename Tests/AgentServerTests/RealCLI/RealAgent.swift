import ClaudeAgent
import EventLoop
import ModelStub
import TestSupport

@testable import AgentServer

/// A server on the real `claude`, whose model is the offline one.
enum RealAgent {
    /// Runs `body` with a change that makes a server's agent the real one.
    static func run<T: Sendable>(_ body: @escaping @Sendable (@escaping @Sendable (inout ServerConfiguration) -> Void) async throws -> T)
        async throws -> T
    {
        let claude = try await RealClaude.path()
        return try await EventLoopGroup.run(count: 1) { group in
            let (addresses, found) = AsyncStream.makeStream(of: SocketAddress.self)
            return try await withThrowingTaskGroup(of: T?.self) { tasks in
                tasks.addTask {
                    try await ModelStubServer().run(on: .tcp(host: "127.0.0.1", port: 0), group: group) { found.yield($0) }
                    return nil
                }
                tasks.addTask {
                    var iterator = addresses.makeAsyncIterator()
                    guard let address = await iterator.next() else { return nil }
                    return try await body { use(claude, address, in: &$0) }
                }
                defer { tasks.cancelAll() }
                guard let result = try await tasks.next(), let value = result else { throw CancellationError() }
                return value
            }
        }
    }

    private static func use(_ claude: String, _ address: SocketAddress, in configuration: inout ServerConfiguration) {
        configuration.runtime.claude = claude
        configuration.runtime.provider = .anthropic(baseURL: "http://\(address)")
        configuration.runtime.supervision.grace = .seconds(5)
        configuration.maxAgents = 2
    }
}
