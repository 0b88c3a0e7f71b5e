import EventLoop
import Synchronization

/// Runs `body` on a fresh loop and ends the loop afterwards.
func withLoop<T: Sendable>(_ body: @Sendable (EventLoop) async throws -> T) async throws -> T {
    try await EventLoopGroup.run(count: 1) { group in try await body(group.loops[0]) }
}

/// What happened, in order, from any thread.
final class Recorder<Element: Sendable>: Sendable {
    private let items = Mutex<[Element]>([])

    func append(_ item: Element) { items.withLock { $0.append(item) } }

    var all: [Element] { items.withLock { $0 } }
}

extension ByteStream {
    /// A connected pair on `loop`.
    static func pair(on loop: EventLoop) async throws -> (ByteStream, ByteStream) {
        let listener = try await Listener.bind(to: .ipv4(host: "127.0.0.1", port: 0), on: loop)
        async let accepted = listener.accept()
        let client = try await ByteStream.connect(to: listener.address, on: loop)
        let server = try ByteStream.adoptingSocket(try await accepted, on: loop)
        await listener.close()
        return (client, server)
    }
}
