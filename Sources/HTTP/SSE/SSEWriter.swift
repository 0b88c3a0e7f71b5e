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
    ///
    /// - Parameter retry: For clients that come back by an id: how long one that was cut off for reading too slowly waits before that,
    ///   in milliseconds. It is the last that such a client reads.
    public static func start(
        _ response: ResponseWriter,
        lineEnding: ServerSentEvent.LineEnding = .lf,
        retry: Int? = nil,
        extraFields: [(String, String)] = []
    ) async -> SSEWriter {
        let farewell = retry.map { ServerSentEvent(retry: $0).bytes(lineEnding: lineEnding) } ?? []
        await response.start(.ok, fields + extraFields, farewell: farewell)
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

    /// Sends a `ping` comment every `interval` and returns once the answer has been ended.
    ///
    /// - Throws: `HTTPError` when the client leaves before that, `CancellationError`.
    public func sendHeartbeats(every interval: Duration, clock: any Clock<Duration>) async throws {
        while true {
            try await clock.sleep(for: interval)
            guard await !response.isOver() else { return }
            do {
                try await comment("ping")
            } catch {
                // The answer may have been ended while the client was slow to take the comment.
                guard await response.isOver(), !Task.isCancelled else { throw error }
            }
        }
    }
}
