internal import Synchronization

/// A value that is made once, however many ask for it at the same time. After a failure the next one who asks tries again.
final class Once<Value: Sendable>: Sendable {
    private enum State {
        case empty
        case making([CheckedContinuation<Void, Never>])
        case made(Value)
    }

    private let state = Mutex(State.empty)

    /// The value, if it has been made.
    var made: Value? { state.withLock { if case .made(let value) = $0 { value } else { nil } } }

    /// The value; `make` is called where nobody makes it yet.
    func value(_ make: () async throws -> Value) async throws -> Value {
        while true {
            if let made { return made }
            if takePlace() { return try await makeIt(make) }
            await waitForMaker()
        }
    }

    private func takePlace() -> Bool {
        state.withLock { state in
            guard case .empty = state else { return false }
            state = .making([])
            return true
        }
    }

    private func makeIt(_ make: () async throws -> Value) async throws -> Value {
        do {
            let value = try await make()
            settle(.made(value))
            return value
        } catch {
            settle(.empty)
            throw error
        }
    }

    private func settle(_ new: State) {
        let waiting = state.withLock { state -> [CheckedContinuation<Void, Never>] in
            defer { state = new }
            if case .making(let waiting) = state { return waiting }
            return []
        }
        for continuation in waiting { continuation.resume() }
    }

    private func waitForMaker() async {
        await withCheckedContinuation { continuation in
            let goesOn = state.withLock { state in
                guard case .making(let waiting) = state else { return true }
                state = .making(waiting + [continuation])
                return false
            }
            if goesOn { continuation.resume() }
        }
    }
}
