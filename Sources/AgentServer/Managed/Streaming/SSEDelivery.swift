internal import EventLoop
internal import HTTP
internal import JSON
internal import ManagedAgents

/// A session's events as an event stream: each frame has its `event` line; those that can be gone on from have an `id`.
struct SSEDelivery: Sendable {
    let feed: SessionEventStream.Feed
    let heartbeat: Duration

    /// Sends until the session is deleted or the client leaves.
    ///
    /// - Throws: `HTTPError`, `CancellationError`, `JournalError`.
    func run(_ exchange: ManagedExchange) async throws {
        let clock = LoopClock(exchange.response.loop)
        let writer = await SSEWriter.start(exchange.response, retry: 1000, extraFields: exchange.fields)
        try await withThrowingTaskGroup(of: Bool.self) { tasks in
            tasks.addTask {
                while true {
                    try await clock.sleep(for: heartbeat)
                    try await writer.send(Self.ping)
                }
            }
            tasks.addTask {
                try await deliver(writer)
                return true
            }
            defer { tasks.cancelAll() }
            _ = try await tasks.next()
        }
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
