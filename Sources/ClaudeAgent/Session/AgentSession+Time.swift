internal import EventLoop

extension AgentSession {
    /// What waiting for a frame came to.
    enum Next: Sendable {
        case event(SessionEvent)
        /// The process has ended.
        case end
        /// The deadline has passed.
        case late
    }

    /// The next frame, at most until `deadline`.
    func next(until deadline: LoopClock.Instant?) async throws -> Next {
        guard let deadline else { return try await nextOrEnd() }
        return try await withThrowingTaskGroup(of: Next.self) { group in
            group.addTask { try await nextOrEnd() }
            group.addTask {
                try await clock.sleep(until: deadline, tolerance: nil)
                return .late
            }
            let first = try await group.next() ?? .end
            group.cancelAll()
            guard case .late = first else { return first }
            // A frame taken in the last moment must not be lost.
            do { return try await group.next() ?? .late } catch is CancellationError { return .late }
        }
    }

    private func nextOrEnd() async throws -> Next { try await next().map(Next.event) ?? .end }

    /// Calls `body`, which is cancelled after `limit`.
    ///
    /// - Throws: `AgentError` with code `timeout`, naming `what`; what `body` throws.
    func within<Value: Sendable>(
        _ limit: Duration?,
        _ what: String,
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        guard let limit else { return try await body() }
        return try await withThrowingTaskGroup(of: Value.self) { group in
            group.addTask { try await body() }
            group.addTask {
                try await clock.sleep(for: limit)
                throw AgentError(.timeout, "\(what) took longer than \(limit), its limit; interrupt it, or ask for less at once")
            }
            defer { group.cancelAll() }
            guard let value = try await group.next() else { throw CancellationError() }
            return value
        }
    }
}
