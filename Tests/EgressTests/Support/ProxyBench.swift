import Domain
import EventLoop
import HTTP
import HTTPSClient
import JSON
import Synchronization
import Telemetry
import Testing

@testable import Egress

/// A running proxy, what it tells, and access to it.
struct ProxyBench: Sendable {
    static let realKey = "sk-ant-real-key-of-no-value-0123456789"

    let proxy: ModelProxy
    let baseURL: String
    let address: SocketAddress
    let loop: EventLoop
    let record: Record

    /// What the proxy has told.
    final class Record: Sendable {
        private let state = Mutex<(calls: [ModelCall], lines: [String], denied: [SessionID?])>(([], [], []))
        var denied: [SessionID?] { state.withLock { $0.denied } }
        func addDenied(_ session: SessionID?) { state.withLock { $0.denied.append(session) } }
        var calls: [ModelCall] { state.withLock { $0.calls } }
        var lines: [String] { state.withLock { $0.lines } }
        func add(_ call: ModelCall) { state.withLock { $0.calls.append(call) } }
        func add(_ line: LogLine) { state.withLock { $0.lines.append(line.text(time: "t")) } }
    }

    /// Runs `body` against a proxy whose upstream is at `upstream`, on loops of `group`.
    static func run<T: Sendable>(
        upstream: String,
        group: EventLoopGroup,
        _ change: (inout ModelProxy.Configuration) -> Void = { _ in },
        _ body: @escaping @Sendable (ProxyBench) async throws -> T
    ) async throws -> T {
        let url = try #require(ServerURL(upstream))
        var configuration = ModelProxy.Configuration(upstream: url, credential: .apiKey(realKey))
        change(&configuration)
        let record = Record()
        let log = Logger(threshold: .debug) { record.add($0) }
        let proxy = ModelProxy(configuration, group: group, log: log, whenCalled: { record.add($0) }, whenDenied: record.addDenied)
        let (addresses, found) = AsyncStream.makeStream(of: String.self)
        return try await withThrowingTaskGroup(of: T?.self) { tasks in
            tasks.addTask {
                defer { found.finish() }
                try await proxy.run { found.yield($0) }
                return nil
            }
            tasks.addTask {
                var iterator = addresses.makeAsyncIterator()
                guard let baseURL = await iterator.next() else { return nil }
                let port = Int(baseURL.split(separator: ":").last ?? "") ?? 0
                let address = SocketAddress.ipv4(host: "127.0.0.1", port: port)
                return try await body(
                    ProxyBench(proxy: proxy, baseURL: baseURL, address: address, loop: group.loops[0], record: record)
                )
            }
            defer { tasks.cancelAll() }
            while let result = try await tasks.next() { if let result { return result } }
            throw HTTPError(.disconnected, "the proxy ended early")
        }
    }

    /// A whole answer.
    struct Answer: Sendable {
        let status: Int
        let fields: HTTPFields
        let body: [UInt8]
        var text: String { String(decoding: body, as: UTF8.self) }
        var json: JSONValue? { try? JSONValue(parsing: body) }
        var error: String? { json?["error"]?["message"]?.string }
        var errorType: String? { json?["error"]?["type"]?.string }
    }

    /// A key for a session called `name`.
    func key(_ name: String = "a", budget: USD? = nil) throws -> Placeholder {
        let session: SessionID = try #require(SessionID(name))
        return proxy.register(session: session, budget: budget)
    }

    static func fields(_ key: String) -> [(String, String)] { [("x-api-key", key), ("content-type", "application/json")] }

    static func body(_ prompt: String, streams: Bool = true, model: String = "claude-opus-5-5") -> [UInt8] {
        let message: JSONValue = ["role": "user", "content": .string(prompt)]
        let body: JSONValue = ["model": .string(model), "max_tokens": 100, "stream": .bool(streams), "messages": [message]]
        return body.serialized()
    }

    func send(
        _ method: HTTPMethod = .post,
        _ target: String = "/v1/messages?beta=true",
        _ fields: [(String, String)],
        _ body: [UInt8]? = nil
    ) async throws -> Answer {
        let answer = try await HTTPClient(address: address, loop: loop).send(method, target, fields: fields, body: body)
        defer { answer.close() }
        return Answer(status: answer.status.code, fields: answer.fields, body: try await answer.body.collect(upTo: 1 << 28))
    }

    func ask(_ prompt: String, _ key: Placeholder, streams: Bool = true, model: String = "claude-opus-5-5") async throws -> Answer {
        try await send(.post, "/v1/messages?beta=true", Self.fields(key.text), Self.body(prompt, streams: streams, model: model))
    }

    /// Sends bytes as they are and gives all that comes back.
    func exchange(_ text: String) async throws -> String {
        let stream = try await ByteStream.connect(to: address, on: loop)
        defer { stream.close() }
        try await stream.write(Array(text.utf8))
        var all: [UInt8] = []
        while let bytes = try? await stream.read() { all += bytes }
        return String(decoding: all, as: UTF8.self)
    }
}
