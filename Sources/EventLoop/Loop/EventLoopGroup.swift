internal import Synchronization

/// A fixed set of loops, each on a thread of its own, handed out in turn.
public final class EventLoopGroup: Sendable {
    /// The loops, at least one.
    public let loops: [EventLoop]
    private let cursor = Atomic(0)

    /// Starts `count` loops (at least one).
    public init(count: Int) {
        loops = (0..<max(1, count)).map { index in
            let loop = EventLoop()
            loop.start(named: "loop-\(index)")
            return loop
        }
    }

    /// The next loop in turn.
    public func next() -> EventLoop {
        let (index, _) = cursor.add(1, ordering: .relaxed)
        return loops[Int(UInt(bitPattern: index) % UInt(loops.count))]
    }

    /// Runs `body` on the first of `count` new loops and ends them all afterwards.
    public static func run<T: Sendable>(count: Int, _ body: @Sendable (EventLoopGroup) async throws -> T) async rethrows -> T {
        let group = EventLoopGroup(count: count)
        do {
            let value = try await withTaskExecutorPreference(group.loops[0]) { try await hop(group, body) }
            await group.shutdown()
            return value
        } catch {
            await group.shutdown()
            throw error
        }
    }

    /// Moves to the preferred executor: a closure alone would go on where its caller was.
    @concurrent private static func hop<T: Sendable>(
        _ group: EventLoopGroup,
        _ body: @Sendable (EventLoopGroup) async throws -> T
    ) async rethrows -> T {
        // Not only a check: without work of its own before the call, the compiler (6.3) drops this function's hop.
        precondition(group.loops[0].isCurrent, "the task executor preference was not honoured")
        return try await body(group)
    }

    /// Ends every loop and its thread. Streams on them must be closed and tasks that prefer them ended.
    ///
    /// Call it off the loops: it waits for their threads on the blocking executor.
    public func shutdown() async {
        for loop in loops { loop.stop() }
        await BlockingExecutor.shared.perform { for loop in self.loops { loop.join() } }
    }
}
