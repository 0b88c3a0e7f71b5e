import ClaudeAgent
import Synchronization

/// What happened, in order, from any thread.
final class Recorder<Element: Sendable>: Sendable {
    private let items = Mutex<[Element]>([])

    func append(_ item: Element) { items.withLock { $0.append(item) } }

    var all: [Element] { items.withLock { $0 } }
}

extension Recorder where Element == SessionEvent {
    /// The text of every answer.
    var texts: [String] {
        all.compactMap { event in
            guard case .assistant(let assistant) = event.message.kind, !assistant.text.isEmpty else { return nil }
            return assistant.text
        }
    }

    /// How the session was set up for the last turn.
    var initialization: SystemInit? {
        all.compactMap { event -> SystemInit? in
            guard case .system(let system) = event.message.kind, case .initialization(let start) = system.details else { return nil }
            return start
        }.last
    }

    /// Every tool result.
    var toolResults: [ToolResult] {
        all.flatMap { event -> [ToolResult] in
            guard case .user(let user) = event.message.kind else { return [] }
            return user.toolResults
        }
    }
}

/// Fails a test that hangs instead of letting it hang.
func within<T: Sendable>(_ limit: Duration, _ body: @escaping @Sendable () async throws -> T) async throws -> T {
    try await withThrowingTaskGroup(of: T.self) { group in
        group.addTask { try await body() }
        group.addTask {
            try await Task.sleep(for: limit)
            throw TooLate(limit: limit)
        }
        defer { group.cancelAll() }
        guard let value = try await group.next() else { throw CancellationError() }
        return value
    }
}

struct TooLate: Error {
    let limit: Duration
}
