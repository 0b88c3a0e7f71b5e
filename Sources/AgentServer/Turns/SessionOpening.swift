internal import EventLoop

/// Takes a session's folder as soon as no process of an earlier turn can write to it any more.
struct SessionOpening: Sendable {
    let files: SessionFiles
    let loop: EventLoop
    /// How long to wait for those processes. Their guardian needs a fraction of a second, unless the kernel holds one back.
    var limit = Duration.seconds(15)

    private static let longestPause = Duration.milliseconds(250)

    /// Takes no thread while it waits.
    ///
    /// - Throws: `ServerError` naming the file, or with code `sessionEnding` when the wait was in vain; `CancellationError`.
    func open(_ binding: SessionBinding) async throws -> SessionPlace {
        let (files, clock) = (files, LoopClock(loop))
        let deadline = clock.now.advanced(by: limit)
        var pause = Duration.milliseconds(5)
        while true {
            do {
                return try await BlockingExecutor.shared.run { try files.open(binding) }
            } catch is FileLock.Held {
                guard clock.now < deadline else { throw Self.stillEnding(limit) }
            }
            try await clock.sleep(for: pause)
            pause = min(pause * 2, Self.longestPause)
        }
    }

    private static func stillEnding(_ limit: Duration) -> ServerError {
        ServerError(
            .sessionEnding,
            "processes of an earlier turn of this session are still being ended, for more than \(limit) now; ask again in a moment"
        )
    }
}
