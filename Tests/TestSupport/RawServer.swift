public import EventLoop

/// A server that speaks whatever the test wants on each connection.
public enum RawServer {
    /// Runs `body` with the server's address; `serve` gets each connection, which is closed when it returns.
    public static func run<T: Sendable>(
        on group: EventLoopGroup,
        serve: @escaping @Sendable (ByteStream) async throws -> Void,
        _ body: @escaping @Sendable (SocketAddress) async throws -> T
    ) async throws -> T {
        let loop = group.loops[0]
        let listener = try await Listener.bind(to: .ipv4(host: "127.0.0.1", port: 0), on: loop)
        return try await withThrowingTaskGroup(of: T?.self) { tasks in
            tasks.addTask { try await body(listener.address) }
            tasks.addTask {
                try await accept(listener, loop, serve)
                return nil
            }
            defer { tasks.cancelAll() }
            while let result = try await tasks.next() {
                guard let result else { continue }
                await listener.close()
                return result
            }
            throw CancellationError()
        }
    }

    private static func accept(_ listener: Listener, _ loop: EventLoop, _ serve: @escaping @Sendable (ByteStream) async throws -> Void)
        async throws
    {
        try await withThrowingDiscardingTaskGroup { connections in
            while true {
                let descriptor: Int32
                do { descriptor = try await listener.accept() } catch is IOError { return connections.cancelAll() }
                connections.addTask(executorPreference: loop) {
                    guard let stream = try? ByteStream.adoptingSocket(descriptor, on: loop) else { return }
                    // What a test does to its own connection may well fail when the peer is gone.
                    try? await serve(stream)
                    stream.close()
                }
            }
        }
    }
}

extension ByteStream {
    /// Reads a request's head, and as much of its body as its length says.
    public func readRequest() async throws -> String {
        var text = ""
        while let bytes = try await read() {
            text += String(decoding: bytes, as: UTF8.self)
            guard let end = text.firstRange(of: "\r\n\r\n") else { continue }
            let line = text[..<end.lowerBound].lowercased().split(separator: "\r\n").first { $0.hasPrefix("content-length:") }
            let length = line.flatMap { Int($0.dropFirst("content-length:".count).filter { $0 != " " }) } ?? 0
            if text[end.upperBound...].utf8.count >= length { return text }
        }
        throw IOError(.closed, "read a request")
    }

    /// Writes a text.
    public func write(_ text: String) async throws { try await write(Array(text.utf8)) }
}
