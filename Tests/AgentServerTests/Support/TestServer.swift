import ClaudeAgent
import Domain
import EventLoop
import HTTP
import JSON
import Synchronization
import Telemetry
import TestSupport

@testable import AgentServer

/// A running agent server on a free port, with FakeClaude as its agent unless told otherwise.
final class TestServer: Sendable {
    let bench: Workbench
    let address: SocketAddress
    let log: LogCatcher
    private let loop: EventLoop
    private let stopSignal: AsyncStream<Void>.Continuation?

    init(
        _ bench: Workbench,
        _ address: SocketAddress,
        _ log: LogCatcher,
        _ loop: EventLoop,
        _ stop: AsyncStream<Void>.Continuation? = nil
    ) {
        self.bench = bench
        self.address = address
        self.log = log
        self.loop = loop
        stopSignal = stop
    }

    /// What a test may change before the server starts.
    static func configuration(_ bench: Workbench) -> ServerConfiguration {
        var runtime = AgentRuntime(
            claude: BuiltPrograms.fakeClaude,
            guardian: BuiltPrograms.guardian,
            hostEnvironment: ["PATH": "/usr/bin:/bin"]
        )
        runtime.credential = .apiKey(Secret("test-key-of-no-value"))
        runtime.maxRetries = 0
        runtime.supervision.grace = .seconds(2)
        var configuration = ServerConfiguration(dataRoot: bench.data, runtime: runtime)
        configuration.listen = [.ipv4(host: "127.0.0.1", port: 0)]
        configuration.drain = .seconds(20)
        // A process for each turn, and no turn without its client: what is tested is what one turn does. Other tests say otherwise.
        configuration.spares = 0
        configuration.idleTime = .zero
        configuration.absence = .zero
        return configuration
    }

    /// Runs `body` against a server, then stops the server and waits for its end.
    @discardableResult
    static func run<T: Sendable>(
        in bench: Workbench,
        log: LogCatcher = LogCatcher(),
        _ change: (inout ServerConfiguration) -> Void = { _ in },
        _ body: @escaping @Sendable (TestServer) async throws -> T
    ) async throws -> T {
        var configuration = configuration(bench)
        change(&configuration)
        let (final, (addresses, found)) = (configuration, AsyncStream.makeStream(of: SocketAddress.self))
        let (stops, stop) = AsyncStream.makeStream(of: Void.self)
        return try await EventLoopGroup.run(count: 2) { group in
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask {
                    defer { found.finish() }
                    try await AgentServer.run(final, log: log.logger, group: group) { list in
                        for address in list { found.yield(address) }
                    } untilStopped: {
                        for await _ in stops { return }
                    }
                }
                var iterator = addresses.makeAsyncIterator()
                guard let address = await iterator.next() else {
                    try await tasks.next()
                    throw CancellationError()
                }
                defer { tasks.cancelAll() }
                let value = try await body(TestServer(bench, address, log, group.loops[0], stop))
                stop.yield()
                try await tasks.next()
                return value
            }
        }
    }

    /// A server in a folder of its own.
    @discardableResult
    static func run<T: Sendable>(
        _ change: (inout ServerConfiguration) -> Void = { _ in },
        _ body: @escaping @Sendable (TestServer) async throws -> T
    ) async throws -> T {
        var configuration = configuration(Workbench(path: "/nowhere"))
        change(&configuration)
        let changed = configuration
        return try await Workbench.run { bench in
            try await run(in: bench) { configuration in
                configuration = changed
                configuration.dataRoot = bench.data
            } _: {
                try await body($0)
            }
        }
    }

    /// Tells the server to stop, as a signal would.
    func stop() { stopSignal?.yield() }

    /// Sends any request and gives the answer as soon as its head is there.
    func send(
        _ method: HTTPMethod,
        _ target: String,
        _ fields: [(String, String)] = [],
        _ body: String? = nil,
        at other: SocketAddress? = nil
    ) async throws -> HTTPClientResponse {
        let client = HTTPClient(address: other ?? address, loop: loop)
        return try await client.send(method, target, fields: fields, body: body.map { Array($0.utf8) }, headDeadline: .seconds(60))
    }

    /// Sends any request and reads its whole answer.
    func exchange(
        _ method: HTTPMethod,
        _ target: String,
        _ fields: [(String, String)] = [],
        _ body: String? = nil,
        at other: SocketAddress? = nil
    ) async throws -> Answer {
        let response = try await send(method, target, fields, body, at: other)
        defer { response.close() }
        let bytes = method == .head ? [] : try await response.body.collect(upTo: 64 << 20)
        return Answer(status: response.status.code, fields: response.fields, text: String(decoding: bytes, as: UTF8.self))
    }

    /// Asks a prompt and gives the stream as soon as it begins.
    func begin(_ prompt: String, in session: String, _ fields: [(String, String)] = []) async throws -> LiveTurn {
        let body = JSONValue.object(["prompt": .string(prompt)]).serializedString()
        return LiveTurn(try await send(.post, "/sessions/\(session)/messages", [("Content-Type", "application/json")] + fields, body))
    }

    /// Asks a prompt and gives the whole stream.
    func turn(_ prompt: String, in session: String, _ fields: [(String, String)] = []) async throws -> Turn {
        var live = try await begin(prompt, in: session, fields)
        return try await live.rest()
    }

    /// Bytes as they are, to the server and back until it closes.
    func raw(_ text: String) async throws -> String {
        let stream = try await ByteStream.connect(to: address, on: loop)
        defer { stream.close() }
        try await stream.write(Array(text.utf8))
        var all: [UInt8] = []
        while let bytes = try? await stream.read() { all += bytes }
        return String(decoding: all, as: UTF8.self)
    }

    /// A connection of the test's own.
    func connect() async throws -> ByteStream { try await ByteStream.connect(to: address, on: loop) }
}

/// A whole answer that is no stream.
struct Answer: Sendable {
    let status: Int
    let fields: HTTPFields
    let text: String
}
