internal import Synchronization

/// A value that comes once, and those who wait for it.
final class Arrival<Value: Sendable>: Sendable {
    private struct State {
        var value: Value?
        var waiters: [UInt64: CheckedContinuation<Value, any Error>] = [:]
        var lastNumber: UInt64 = 0
    }

    private let state = Mutex(State())

    /// The value, if it has come.
    var present: Value? { state.withLock { $0.value } }

    /// It comes; a later one is not taken.
    func come(_ value: Value) {
        let waiters = state.withLock { state in
            if state.value == nil { state.value = value }
            defer { state.waiters = [:] }
            return state.waiters.values
        }
        for waiter in waiters { waiter.resume(returning: value) }
    }

    /// The value, as soon as it has come. Waits as long as its task is not cancelled.
    var value: Value {
        get async throws {
            let number = state.withLock { state in
                state.lastNumber += 1
                return state.lastNumber
            }
            return try await withTaskCancellationHandler {
                try await withCheckedThrowingContinuation { wait($0, number) }
            } onCancel: {
                state.withLock { $0.waiters.removeValue(forKey: number) }?.resume(throwing: CancellationError())
            }
        }
    }

    private func wait(_ continuation: CheckedContinuation<Value, any Error>, _ number: UInt64) {
        let known = state.withLock { state -> Result<Value, any Error>? in
            if let value = state.value { return .success(value) }
            if Task.isCancelled { return .failure(CancellationError()) }
            state.waiters[number] = continuation
            return nil
        }
        if let known { continuation.resume(with: known) }
    }
}
