import EventLoop
import HTTP
import Testing

/// A running server on a free port, and raw access to it.
struct ServerFixture: Sendable {
    let address: SocketAddress
    let loop: EventLoop
    let server: HTTPServer

    /// Runs `body` against a server with `handler`, then shuts it down.
    static func run<T: Sendable>(
        limits: HTTPServerLimits = HTTPServerLimits(),
        loops: Int = 1,
        handler: @escaping HTTPHandler = ServerFixture.echo,
        _ body: @escaping @Sendable (ServerFixture) async throws -> T
    ) async throws -> T {
        try await EventLoopGroup.run(count: loops) { group in
            let listener = try await Listener.bind(to: .ipv4(host: "127.0.0.1", port: 0), on: group.loops[0])
            let server = HTTPServer(group: group, limits: limits, handler: handler)
            let fixture = ServerFixture(address: listener.address, loop: group.loops[0], server: server)
            return try await withThrowingTaskGroup(of: T?.self) { tasks in
                tasks.addTask {
                    try await server.run([listener])
                    return nil
                }
                tasks.addTask {
                    return try await body(fixture)
                }
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

    /// Answers with the method, the target and the body.
    @Sendable static func echo(_ request: HTTPRequest, _ writer: ResponseWriter) async throws {
        let body = try await request.body.collect(upTo: 1 << 20)
        await writer.respond(.ok, body: Array("\(request.method) \(request.target) ".utf8) + body)
    }

    /// Sends raw pieces and gives everything that comes back until the server closes.
    func exchange(_ pieces: [[UInt8]]) async throws -> String {
        let stream = try await ByteStream.connect(to: address, on: loop)
        defer { stream.close() }
        for piece in pieces {
            do { try await stream.write(piece) } catch { break }
            if pieces.count > 1 { try await loop.sleep(for: .zero) }
        }
        return try await rest(of: stream)
    }

    func rest(of stream: ByteStream) async throws -> String {
        var all: [UInt8] = []
        while let bytes = try? await stream.read() { all += bytes }
        return String(decoding: all, as: UTF8.self)
    }

    /// Opens a connection and sends `text`; whoever calls reads and closes.
    func open(_ text: String) async throws -> ByteStream {
        let stream = try await ByteStream.connect(to: address, on: loop)
        try await stream.write(Array(text.utf8))
        return stream
    }

    /// Reads until what has come contains `part`, or to the end.
    func text(of stream: ByteStream, upTo part: String) async throws -> String {
        var all = ""
        while !all.contains(part), let bytes = try await stream.read() { all += String(decoding: bytes, as: UTF8.self) }
        return all
    }

    /// Waits until `count` connections are open, at most ten seconds.
    func waitForConnections(_ count: Int) async throws {
        for _ in 0..<10_000 where server.connectionCount != count { try await loop.sleep(for: .milliseconds(1)) }
        #expect(server.connectionCount == count)
    }

    func exchange(_ text: String) async throws -> String { try await exchange([Array(text.utf8)]) }
}
