internal import Synchronization

extension TaskNursery {
    /// Does work that goes on to its end though its caller is cancelled, who waits for it until then.
    ///
    /// - Throws: What `body` throws; `CancellationError` when the caller is cancelled; `ServerError` when nothing is begun any more.
    func finish<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) async throws -> Value {
        let work = FinishedWork<Value>()
        let isBegun = add {
            do { work.settle(.success(try await body())) } catch { work.settle(.failure(error)) }
        }
        guard isBegun else { throw ServerError.shuttingDown }
        return try await work.value()
    }
}

/// What work has come to, for the one who waits for it.
private final class FinishedWork<Value: Sendable>: Sendable {
    private struct State {
        var result: Result<Value, any Error>?
        var waiter: CheckedContinuation<Value, any Error>?
    }

    private let state = Mutex(State())

    func settle(_ result: Result<Value, any Error>) {
        let waiter = state.withLock { state in
            state.result = state.result ?? result
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume(with: result)
    }

    func value() async throws -> Value {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let known = state.withLock { state -> Result<Value, any Error>? in
                    if state.result == nil { state.waiter = continuation }
                    return state.result
                }
                if let known { continuation.resume(with: known) }
            }
        } onCancel: {
            settle(.failure(CancellationError()))
        }
    }
}
