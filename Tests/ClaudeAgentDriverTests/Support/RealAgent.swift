import ClaudeAgent
import EventLoop
import ModelStub
import TestSupport
import Testing

/// The pinned CLI, and a model on loopback for it to talk to.
struct RealAgent: Sendable {
    let place: Workplace
    let loop: EventLoop
    let baseURL: String
    let executable: String

    /// Runs `body` with a stub of its own; afterwards no process may live. Without the CLI the test fails.
    static func run<T: Sendable>(
        sourceLocation: SourceLocation = #_sourceLocation,
        _ body: @escaping @Sendable (RealAgent) async throws -> T
    ) async throws -> T {
        let place = try Workplace()
        defer { place.check(sourceLocation) }
        return try await EventLoopGroup.run(count: 1) { group in
            let executable = try await RealClaude.path()
            return try await serve(group) { address in
                let url = "http://127.0.0.1:\(address.port ?? 0)"
                return try await body(RealAgent(place: place, loop: group.loops[0], baseURL: url, executable: executable))
            }
        }
    }

    private static func serve<T: Sendable>(_ group: EventLoopGroup, _ body: @Sendable (SocketAddress) async throws -> T) async throws -> T {
        let (addresses, found) = AsyncStream.makeStream(of: SocketAddress.self, bufferingPolicy: .bufferingNewest(1))
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                defer { found.finish() }
                try await ModelStubServer().run(on: .tcp(host: "127.0.0.1", port: 0), group: group) { found.yield($0) }
            }
            defer { tasks.cancelAll() }
            var iterator = addresses.makeAsyncIterator()
            guard let bound = await iterator.next() else { throw CancellationError() }
            return try await body(bound)
        }
    }

    /// A launch on the stub. Bash may do what it likes: the folders are the test's own.
    func launch(_ adjust: (inout AgentOptions) -> Void = { _ in }) throws -> AgentLaunch {
        try place.launch(executable, baseURL: baseURL) { options, policy in
            policy.declaresSandbox = true
            options.tools = .named(["Bash", "Read", "Write"])
            adjust(&options)
        }
    }

    /// A live session whose turns may take two minutes each.
    func session<T: Sendable>(
        _ adjust: (inout AgentOptions) -> Void = { _ in },
        _ body: @Sendable (AgentSession) async throws -> T
    ) async throws -> T {
        try await AgentSession.run(try launch(adjust), on: loop, body)
    }
}
