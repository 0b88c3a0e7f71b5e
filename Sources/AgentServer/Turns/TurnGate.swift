internal import Domain
internal import Synchronization

/// Lets turns run: one of a session at a time, so many in all; the others wait in order, up to a bound.
final class TurnGate: Sendable {
    /// Why a turn is not even queued.
    enum Refusal: Error {
        /// Too many turns of this session wait already.
        case sessionQueueFull
        /// Too many turns wait in all.
        case serverFull
    }

    private struct State {
        var sessions: [SessionID: TurnQueue<UInt64>] = [:]
        var server: TurnQueue<UInt64>
        var admitted = 0
        var lastTicket: UInt64 = 0
        var waiting: [UInt64: CheckedContinuation<Void, Never>] = [:]
        /// Tickets that may run.
        var running: Set<UInt64> = []
    }

    private let state: Mutex<State>
    private let sessionDepth: Int
    private let admissionLimit: Int

    init(width: Int, waitingLimit: Int, sessionDepth: Int) {
        state = Mutex(State(server: TurnQueue(width: width, depth: .max)))
        self.sessionDepth = sessionDepth
        admissionLimit = width + waitingLimit
    }

    /// How many turns run now, and how many wait.
    var counts: (running: Int, waiting: Int) { state.withLock { ($0.running.count, $0.admitted - $0.running.count) } }

    /// Takes a place in the queue. Whoever has it calls `leave`, on every path.
    func enter(_ session: SessionID) throws(Refusal) -> Ticket {
        let result: Result<Ticket, Refusal> = state.withLock { state in
            guard state.admitted < admissionLimit else { return .failure(.serverFull) }
            state.lastTicket += 1
            let number = state.lastTicket
            var queue = state.sessions[session] ?? TurnQueue(width: 1, depth: sessionDepth)
            let admission = queue.enter(number)
            guard admission != .refuse else { return .failure(.sessionQueueFull) }
            state.sessions[session] = queue
            state.admitted += 1
            if admission == .run { Self.sessionAdmits(number, &state) }
            return .success(Ticket(number: number, session: session, gate: self))
        }
        return try result.get()
    }

    /// A place in the queue.
    struct Ticket: Sendable {
        fileprivate let number: UInt64
        fileprivate let session: SessionID
        fileprivate let gate: TurnGate

        /// Suspends until the turn may run.
        ///
        /// - Throws: `CancellationError` when the task is cancelled.
        func wait() async throws {
            await gate.wait(number)
            try Task.checkCancellation()
        }

        /// Gives the place up, whether the turn ran or not.
        func leave() { gate.leave(number, session) }
    }

    private func wait(_ number: UInt64) async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let goesOn = state.withLock { state in
                    guard !state.running.contains(number), !Task.isCancelled else { return true }
                    state.waiting[number] = continuation
                    return false
                }
                if goesOn { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiting.removeValue(forKey: number) }?.resume()
        }
    }

    private func leave(_ number: UInt64, _ session: SessionID) {
        let woken = state.withLock { state in
            state.admitted -= 1
            state.running.remove(number)
            for next in state.server.leave(number) { state.running.insert(next) }
            if var queue = state.sessions[session] {
                let next = queue.leave(number)
                state.sessions[session] = queue.isEmpty ? nil : queue
                for ticket in next { Self.sessionAdmits(ticket, &state) }
            }
            return state.running.compactMap { state.waiting.removeValue(forKey: $0) }
        }
        for continuation in woken { continuation.resume() }
    }

    private static func sessionAdmits(_ number: UInt64, _ state: inout State) {
        if state.server.enter(number) == .run { state.running.insert(number) }
    }
}
