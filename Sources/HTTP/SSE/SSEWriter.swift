/// An event stream as the answer to a request: frames, and heartbeats while there are none.
public struct SSEWriter: Sendable {
    private let response: ResponseWriter
    private let lineEnding: ServerSentEvent.LineEnding

    /// Fields that keep proxies from holding frames back.
    private static let fields = [
        ("Content-Type", "text/event-stream; charset=utf-8"),
        ("Cache-Control", "no-store, no-transform"),
        ("Connection", "keep-alive"),
        ("X-Accel-Buffering", "no"),
    ]

    /// Sends the head of an event stream.
    public static func start(
        _ response: ResponseWriter,
        lineEnding: ServerSentEvent.LineEnding = .lf,
        extraFields: [(String, String)] = []
    ) async -> SSEWriter {
        await response.start(.ok, fields + extraFields)
        return SSEWriter(response: response, lineEnding: lineEnding)
    }

    /// Sends one frame; suspends while the client is slow.
    ///
    /// - Throws: `HTTPError` when the client has left or takes nothing for too long.
    public func send(_ event: ServerSentEvent) async throws {
        try await response.write(event.bytes(lineEnding: lineEnding))
    }

    /// Sends the last frame and ends the answer, without waiting for a client that is slow; see ``ResponseWriter/finish(_:)``.
    public func finish(_ event: ServerSentEvent) async {
        await response.finish(event.bytes(lineEnding: lineEnding))
    }

    /// Sends a comment.
    public func comment(_ text: String) async throws {
        try await response.write(ServerSentEvent.comment(text, lineEnding: lineEnding))
    }

    /// Sends a `ping` comment every `interval` until cancelled or until the client has left.
    public func sendHeartbeats(every interval: Duration, clock: any Clock<Duration>) async throws {
        while true {
            try await clock.sleep(for: interval)
            try await comment("ping")
        }
    }
}
