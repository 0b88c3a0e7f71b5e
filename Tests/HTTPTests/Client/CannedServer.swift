import EventLoop
import HTTP

/// A server that sends what it is told to, whatever it is asked.
struct CannedServer: Sendable {
    let client: HTTPClient
    let loop: EventLoop

    /// Answers one connection with `pieces`, then closes it unless `staysOpen`.
    static func run(
        _ pieces: [String],
        staysOpen: Bool = false,
        _ body: @escaping @Sendable (CannedServer) async throws -> Void
    ) async throws {
        try await EventLoopGroup.run(count: 1) { group in
            let loop = group.loops[0]
            let listener = try await Listener.bind(to: .ipv4(host: "127.0.0.1", port: 0), on: loop)
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await answer(listener, pieces, staysOpen, loop) }
                try await body(CannedServer(client: HTTPClient(address: listener.address, loop: loop), loop: loop))
                tasks.cancelAll()
            }
            await listener.close()
        }
    }

    private static func answer(_ listener: Listener, _ pieces: [String], _ staysOpen: Bool, _ loop: EventLoop) async throws {
        guard let descriptor = try? await listener.accept() else { return }
        let stream = try ByteStream.adoptingSocket(descriptor, on: loop)
        defer { stream.close() }
        _ = try? await stream.read()
        for piece in pieces {
            stream.enqueue(Array(piece.utf8))
            try? await loop.sleep(for: .milliseconds(1))
        }
        if staysOpen { while let bytes = try? await stream.read(), !bytes.isEmpty {} }
    }
}
