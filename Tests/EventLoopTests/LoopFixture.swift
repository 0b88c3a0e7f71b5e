import EventLoop
import Synchronization

/// Runs `body` on a fresh loop and ends the loop afterwards.
func withLoop<T: Sendable>(_ body: @Sendable (EventLoop) async throws -> T) async throws -> T {
    try await EventLoopGroup.run(count: 1) { group in try await body(group.loops[0]) }
}

/// What happened, in order, from any thread.
final class Recorder<Element: Sendable>: Sendable {
    private let items = Mutex<[Element]>([])

    func append(_ item: Element) { items.withLock { $0.append(item) } }

    var all: [Element] { items.withLock { $0 } }
}
