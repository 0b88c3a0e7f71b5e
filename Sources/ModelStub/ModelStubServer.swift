public import EventLoop
public import HTTP
internal import Synchronization

/// The offline model behind a socket: hands requests to `StubAPI` and sends what it decides, in its time.
public final class ModelStubServer: Sendable {
    private let api: StubAPI
    private let memory: Mutex<StubMemory>
    private let clock: @Sendable (EventLoop) -> any Clock<Duration>
    private let log: @Sendable (RequestRecord) -> Void

    /// A server that serves nothing until `run`.
    /// - Parameter script: Answers for prompts without directives.
    /// - Parameter identifiers: Where ids come from.
    /// - Parameter clock: The clock that waits between chunks, made for the connection's loop.
    /// - Parameter log: Called on the loop for each request, before its answer; it must not block.
    public init(
        script: StubScript = StubScript(),
        identifiers: StubIdentifiers = StubIdentifiers(),
        clock: @escaping @Sendable (EventLoop) -> any Clock<Duration> = { LoopClock($0) },
        log: @escaping @Sendable (RequestRecord) -> Void = { _ in }
    ) {
        api = StubAPI(model: StubModel(script: script))
        memory = Mutex(StubMemory(identifiers: identifiers))
        self.clock = clock
        self.log = log
    }

    /// Listens and serves until the task is cancelled, then cuts every connection and closes the socket.
    /// - Parameter whenListening: Called once with the address in use, for example to print the port.
    /// - Throws: `IOError` when the address cannot be bound, `CancellationError` when cancelled.
    public func run(
        on address: LoopbackAddress,
        group: EventLoopGroup,
        whenListening: @Sendable (SocketAddress) async throws -> Void = { _ in }
    ) async throws {
        let listener = try await Listener.bind(to: address.socketAddress, on: group.next())
        do {
            try await whenListening(listener.address)
            try await HTTPServer(group: group, handler: handler).run([listener])
        } catch {
            await listener.close()
            throw error
        }
    }

    /// Answers one request; for a server of the caller's own.
    public var handler: HTTPHandler {
        { request, response in try await self.answer(request, response) }
    }

    private func answer(_ request: HTTPRequest, _ response: ResponseWriter) async throws {
        let call = StubCall(
            method: request.method.description,
            target: request.target,
            fields: request.fields.all,
            body: try await Self.body(of: request)
        )
        let prepared = api.prepare(call)
        let ticket = memory.withLock { prepared.ticket(from: &$0) }
        let (output, record) = prepared.answer(with: ticket)
        log(record)
        try await StubSender(response: response, clock: clock(response.loop)).send(output)
    }

    /// The whole body, or nil when there is more of it than is read.
    private static func body(of request: HTTPRequest) async throws -> [UInt8]? {
        do {
            return try await request.body.collect(upTo: StubAPI.largestBody)
        } catch let error as HTTPError where error.code == .bodyTooLarge {
            return nil
        }
    }
}
