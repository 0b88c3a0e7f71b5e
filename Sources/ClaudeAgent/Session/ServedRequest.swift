internal import Synchronization

/// A request of the CLI that is being worked on, and how it is told that no answer is wanted any more.
struct ServedRequest: Sendable {
    let request: InboundRequest
    let withdrawal: Withdrawal
}

/// Tells one task that its work is no longer wanted.
final class Withdrawal: Sendable {
    private struct State {
        var isWithdrawn = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    func withdraw() {
        let waiter = state.withLock { state in
            state.isWithdrawn = true
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }

    /// Waits until it is withdrawn, or until the task is cancelled.
    func wait() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let goesOn = state.withLock { state in
                    guard !state.isWithdrawn else { return true }
                    state.waiter = continuation
                    return false
                }
                if goesOn { continuation.resume() }
            }
        } onCancel: {
            withdraw()
        }
    }
}
