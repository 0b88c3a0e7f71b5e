import EventLoop
import HTTP
import Synchronization

@testable import ModelStub

/// What a client saw of one answer.
struct Answer: Sendable {
    let status: Int
    let fields: HTTPFields
    let body: [UInt8]
    /// The connection ended before the answer did.
    let isCut: Bool
}

/// A running stub on a free port.
final class ServedStub: Sendable {
    let address: SocketAddress
    let loop: EventLoop
    private let log: RecordLog

    private init(address: SocketAddress, loop: EventLoop, log: RecordLog) {
        self.address = address
        self.loop = loop
        self.log = log
    }

    /// What has been logged so far.
    var records: [RequestRecord] { log.list.withLock { $0 } }

    /// Runs `body` against a stub, then ends it.
    static func run<T: Sendable>(
        loops: Int = 1,
        clock: RecordingClock? = nil,
        _ body: @escaping @Sendable (ServedStub) async throws -> T
    ) async throws -> T {
        let log = RecordLog()
        let stub = ModelStubServer(
            clock: { clock as (any Clock<Duration>)? ?? LoopClock($0) },
            log: { record in log.list.withLock { $0.append(record) } }
        )
        return try await EventLoopGroup.run(count: loops) { group in
            try await serve(stub, on: .tcp(host: "127.0.0.1", port: 0), group: group) { address in
                try await body(ServedStub(address: address, loop: group.loops[0], log: log))
            }
        }
    }

    /// Starts a stub, ends it at once, and gives the address it had.
    static func serveBriefly(on address: LoopbackAddress, group: EventLoopGroup) async throws -> SocketAddress {
        try await serve(ModelStubServer(), on: address, group: group) { $0 }
    }

    private static func serve<T: Sendable>(
        _ stub: ModelStubServer,
        on address: LoopbackAddress,
        group: EventLoopGroup,
        _ body: @escaping @Sendable (SocketAddress) async throws -> T
    ) async throws -> T {
        let (addresses, found) = AsyncStream.makeStream(of: SocketAddress.self, bufferingPolicy: .bufferingNewest(1))
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                defer { found.finish() }
                try await stub.run(on: address, group: group) { found.yield($0) }
            }
            var iterator = addresses.makeAsyncIterator()
            guard let bound = await iterator.next() else {
                try await tasks.next()
                throw CancellationError()
            }
            let value = try await body(bound)
            tasks.cancelAll()
            try? await tasks.waitForAll()
            return value
        }
    }

    /// Sends one request and reads its answer to the end, however it comes.
    func send(_ method: HTTPMethod, _ target: String, _ fields: [(String, String)], _ body: [UInt8]?) async throws -> Answer {
        let client = HTTPClient(address: address, loop: loop)
        let response = try await client.send(method, target, fields: fields, body: body)
        defer { response.close() }
        var bytes: [UInt8] = []
        do {
            while method != .head, let piece = try await response.body.read() { bytes += piece }
        } catch {
            return Answer(status: response.status.code, fields: response.fields, body: bytes, isCut: true)
        }
        return Answer(status: response.status.code, fields: response.fields, body: bytes, isCut: false)
    }
}

private final class RecordLog: Sendable {
    let list = Mutex<[RequestRecord]>([])
}

/// A clock that never waits and remembers what it was asked for.
final class RecordingClock: Clock, Sendable {
    struct Instant: InstantProtocol {
        let offset: Duration

        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private let log = Mutex<[Duration]>([])

    var sleeps: [Duration] { log.withLock { $0 } }
    var now: Instant { Instant(offset: .zero) }
    var minimumResolution: Duration { .nanoseconds(1) }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        log.withLock { $0.append(deadline.offset) }
    }
}
