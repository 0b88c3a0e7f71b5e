internal import Domain
internal import EventLoop
internal import Journal

/// Removes what is stored of a session in which nothing happens.
struct SessionEraser: Sendable {
    let journal: any Journal
    let files: SessionFiles
    let clock: ServerClock
    /// How long to wait for the session's last processes.
    var limit = Duration.seconds(15)

    private static let pause = Duration.milliseconds(20)

    /// Marks the folder, removes the events, then the folder. What is left when this is cut short is removed at the next start, or
    /// nothing is: then the session is still there.
    ///
    /// - Throws: `JournalError`, `ServerError` naming the file, or with code `sessionEnding` when a process holds the folder;
    ///   `CancellationError`.
    func erase(_ session: SessionID, folder: String?) async throws {
        let lock = try await seize(folder)
        let files = files
        try await BlockingExecutor.shared.run {
            if let folder, lock != nil { try files.mark(folder) }
            try files.noteRemoval(of: session)
        }
        _ = try await journal.remove(session)
        if let folder, let lock {
            await BlockingExecutor.shared.perform {
                files.clear(folder)
                withExtendedLifetime(lock) {}
            }
        }
    }

    /// The folder of a session whose state cannot be read: that which the last event says who names one.
    ///
    /// - Throws: `JournalError`, `CancellationError`.
    func lastFolder(of session: SessionID) async throws -> String? {
        var folder: String?
        var last = 0
        while case let events = try await journal.events(of: session, after: last, count: 256, byteLimit: 1 << 20), let end = events.last {
            try Task.checkCancellation()
            folder = events.last { $0.kind == .sessionBound && SessionBinding($0) != nil }.flatMap(SessionBinding.init)?.folder ?? folder
            last = end.number
        }
        return folder
    }

    private func seize(_ folder: String?) async throws -> FileLock? {
        guard let folder else { return nil }
        let files = files
        let deadline = clock.now + limit
        while true {
            do { return try await BlockingExecutor.shared.run { try files.seize(folder) } } catch is FileLock.Held {
                guard clock.now < deadline else { throw Self.stillEnding(limit) }
            }
            try await clock.sleep(for: Self.pause)
        }
    }

    private static func stillEnding(_ limit: Duration) -> ServerError {
        ServerError(
            .sessionEnding,
            "processes of the session are still being ended, for more than \(limit) now; nothing was removed: try again in a moment"
        )
    }
}
