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

    private enum End { case told, timeIsUp }

    /// Sends until the session is deleted, the client leaves or the time is up.
    ///
    /// - Throws: `HTTPError`, `CancellationError`, `JournalError`.
    func run(_ exchange: ManagedExchange) async throws {
        let clock = LoopClock(exchange.response.loop)
        let writer = await SSEWriter.start(exchange.response, retry: 1000, extraFields: exchange.fields)
        let end = try await withThrowingTaskGroup(of: End.self) { tasks in
            tasks.addTask {
                while true {
                    try await clock.sleep(for: heartbeat)
                    try await writer.send(Self.ping)
                }
            }
            tasks.addTask {
                try await deliver(writer)
                return .told
            }
            if let time {
                tasks.addTask {
                    try await clock.sleep(for: time)
                    return .timeIsUp
                }
            }
            defer { tasks.cancelAll() }
            return try await tasks.next() ?? .told
        }
        // Its client comes back with another ticket, and says how far it has come.
        if end == .timeIsUp { await writer.finish(Self.ping) }
    }

    private static let ping = ServerSentEvent(event: "ping", data: Array(#"{"type":"ping"}"#.utf8))

    private func deliver(_ writer: SSEWriter) async throws {
        var feed = feed
        while let items = try await feed.next() {
            for item in items { try await writer.send(Self.frame(item)) }
        }
        await writer.finish(Self.frame(feed.farewell))
    }

    private static func frame(_ item: StreamItem) -> ServerSentEvent {
        ServerSentEvent(id: item.place, event: item.type, data: item.json.serialized())
    }
}
