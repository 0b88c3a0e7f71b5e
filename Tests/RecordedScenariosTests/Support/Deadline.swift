import EventLoop

/// Runs `body`, or throws once the time is over.
func within<T: Sendable>(_ limit: Duration, of loop: EventLoop, _ body: @escaping @Sendable () async throws -> T) async throws -> T {
    try await withThrowingTaskGroup(of: T.self) { group in
        group.addTask { try await body() }
        group.addTask {
            try await loop.sleep(for: limit)
            throw IOError(.timedOut, "run a scenario")
        }
        defer { group.cancelAll() }
        guard let first = try await group.next() else { throw CancellationError() }
        return first
    }
}
