internal import EventLoop
internal import HTTP
internal import JSON
internal import ManagedAgents

/// A session's events as an event stream: each frame has its `event` line; those that can be gone on from have an `id`.
struct SSEDelivery: Sendable {
    let feed: SessionEventStream.Feed
    let heartbeat: Duration

    /// How long it may last; `nil` for any time.
    var time: Duration?

    /// How long a client that is cut off, or loses a server that stops, waits before it comes back, in milliseconds.
    private static let retry = 1000

    /// Sends until the session is deleted, the client leaves, the time is up or the server stops.
    ///
    /// - Throws: `HTTPError`, `CancellationError`, `JournalError`.
    func run(_ exchange: ManagedExchange) async throws {
        let clock = LoopClock(exchange.response.loop)
        let writer = await SSEWriter.start(exchange.response, retry: Self.retry, extraFields: exchange.fields)
        let last = try await withThrowingTaskGroup(of: ServerSentEvent.self) { tasks in
            tasks.addTask {
                while true {
                    try await clock.sleep(for: heartbeat)
                    try await writer.send(Self.ping)
                }
            }
            tasks.addTask { try await deliver(writer) }
            if let time {
                tasks.addTask {
                    try await clock.sleep(for: time)
                    // Its client comes back with another ticket, and says how far it has come.
                    return Self.ping
                }
            }
            defer { tasks.cancelAll() }
            return try await tasks.next() ?? Self.ping
        }
        await writer.finish(last)
    }

    private static let ping = ServerSentEvent(event: "ping", data: Array(#"{"type":"ping"}"#.utf8))

    /// Sends what comes; gives the last frame.
    private func deliver(_ writer: SSEWriter) async throws -> ServerSentEvent {
        var feed = feed
        while true {
            switch try await feed.next() {
            case .items(let items): for item in items { try await writer.send(Self.frame(item)) }
            case .deleted: return Self.frame(feed.farewell)
            case .stopped: return ServerSentEvent(retry: Self.retry)
            }
        }
    }

    private static func frame(_ item: StreamItem) -> ServerSentEvent {
        ServerSentEvent(id: item.place, event: item.type, data: item.json.serialized())
    }
}
