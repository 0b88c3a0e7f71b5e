internal import EventLoop
internal import Synchronization

/// Wakes one task at the earliest of the times it has been told; times count from the server's start.
final class Alarm: Sendable {
    private struct State {
        var deadline: Duration?
        var isPoked = false
        var waiting: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())
    private let clock: ServerClock

    init(_ clock: ServerClock) { self.clock = clock }

    /// Something will be due at `deadline`.
    func set(_ deadline: Duration?) {
        guard let deadline else { return }
        let waiting = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard deadline < state.deadline ?? .seconds(Int.max) else { return nil }
            state.deadline = deadline
            state.isPoked = true
            defer { state.waiting = nil }
            return state.waiting
        }
        waiting?.resume()
    }

    /// Calls `body` whenever something is due; it says when something will be due next.
    ///
    /// - Throws: `CancellationError`.
    func run(_ body: (Duration) async -> Duration?) async throws {
        while true {
            try await waitUntilDue()
            state.withLock { $0.deadline = nil }
            set(await body(clock.now))
        }
    }

    private func waitUntilDue() async throws {
        while true {
            let deadline = state.withLock { state in
                state.isPoked = false
                return state.deadline
            }
            if let deadline, deadline <= clock.now { return }
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await self.waitForPoke() }
                if let deadline { group.addTask { try await self.clock.sleep(until: deadline) } }
                defer { group.cancelAll() }
                try await group.next()
            }
            try Task.checkCancellation()
        }
    }

    private func waitForPoke() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let goesOn = state.withLock { state in
                    guard !state.isPoked, !Task.isCancelled else { return true }
                    state.waiting = continuation
                    return false
                }
                if goesOn { continuation.resume() }
            }
        } onCancel: {
            let waiting = state.withLock { state in
                defer { state.waiting = nil }
                return state.waiting
            }
            waiting?.resume()
        }
    }
}
