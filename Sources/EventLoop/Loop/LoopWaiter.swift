/// One suspended caller waiting for one thing that happens on a loop.
///
/// `@unchecked Sendable`: all state is touched on the loop's thread only; `wait` hops there first.
final class LoopWaiter<Value: Sendable>: @unchecked Sendable {
    private let loop: EventLoop
    private var continuation: CheckedContinuation<Value, any Error>?
    private var isOver = false
    /// Called once on the loop when the wait is over, however it ended.
    var onEnd: (() -> Void)?

    init(loop: EventLoop) { self.loop = loop }

    /// Suspends until `resume` is called on the loop or the task is cancelled.
    ///
    /// - Parameter start: called on the loop once the caller is suspended.
    func wait(_ start: @escaping @Sendable (LoopWaiter) -> Void) async throws -> Value {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isTaken = loop.execute {
                    guard !self.isOver else { return continuation.resume(throwing: CancellationError()) }
                    self.continuation = continuation
                    start(self)
                }
                if !isTaken { continuation.resume(throwing: Self.loopHasEnded) }
            }
        } onCancel: {
            loop.execute { self.end(.failure(CancellationError())) }
        }
    }

    /// Suspends until `resume` is called on the loop, whatever becomes of the task: for endings that must be seen through.
    func waitUncancelled(_ start: @escaping @Sendable (LoopWaiter) -> Void) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let isTaken = loop.execute {
                self.continuation = continuation
                start(self)
            }
            if !isTaken { continuation.resume(throwing: Self.loopHasEnded) }
        }
    }

    private static var loopHasEnded: IOError { IOError(.closed, "wait on an event loop that has been shut down") }

    /// Ends the wait with a value. Later calls do nothing.
    func resume(returning value: Value) { end(.success(value)) }

    /// Ends the wait with an error. Later calls do nothing.
    func resume(throwing error: any Error) { end(.failure(error)) }

    private func end(_ result: Result<Value, any Error>) {
        guard !isOver else { return }
        isOver = true
        let finish = onEnd
        onEnd = nil
        finish?()
        let waiting = continuation
        continuation = nil
        waiting?.resume(with: result)
    }
}
