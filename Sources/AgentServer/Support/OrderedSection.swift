internal import Synchronization

/// A stretch of work that one caller at a time goes through, in the order in which they come. Whoever is in it may wait for others there,
/// but not enter it again.
final class OrderedSection: Sendable {
    fileprivate struct State {
        var isTaken = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    /// Calls `body` once everybody who came before is through. A cancelled caller has its turn too.
    func perform<Value>(_ body: () async throws -> Value) async rethrows -> Value {
        await enter()
        defer { leave() }
        return try await body()
    }

    /// Callers that are in it or wait.
    var count: Int { state.withLock { ($0.isTaken ? 1 : 0) + $0.waiting.count } }

    private func enter() async {
        if state.withLock({ $0.takeAtOnce() }) { return }
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                if state.takeAtOnce() { return true }
                state.waiting.append(continuation)
                return false
            }
            if isFree { continuation.resume() }
        }
    }

    private func leave() {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard !state.waiting.isEmpty else {
                state.isTaken = false
                return nil
            }
            return state.waiting.removeFirst()
        }
        next?.resume()
    }
}

extension OrderedSection.State {
    fileprivate mutating func takeAtOnce() -> Bool {
        guard !isTaken else { return false }
        isTaken = true
        return true
    }
}
