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
        /// Tickets that have not been given up.
        var held: Set<UInt64> = []
        var lastTicket: UInt64 = 0
        /// Tickets that may run.
        var running: Set<UInt64> = []
        var waiters: [UInt64: [Waiter]] = [:]
    }

    /// One task that waits, told apart from others that wait for the same ticket.
    private struct Waiter {
        let number: UInt64
        let continuation: CheckedContinuation<Void, Never>
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
    var counts: (running: Int, waiting: Int) { state.withLock { ($0.running.count, $0.held.count - $0.running.count) } }

    /// How many sessions have a turn that runs or waits.
    var sessionCount: Int { state.withLock { $0.sessions.count } }

    /// Takes a place in the queue. Whoever has it calls `leave`, on every path.
    func enter(_ session: SessionID) throws(Refusal) -> Ticket {
        let result: Result<Ticket, Refusal> = state.withLock { state in
            guard state.held.count < admissionLimit else { return .failure(.serverFull) }
            state.lastTicket += 1
            let number = state.lastTicket
            var queue = state.sessions[session] ?? TurnQueue(width: 1, depth: sessionDepth)
            let admission = queue.enter(number)
            guard admission != .refuse else { return .failure(.sessionQueueFull) }
            state.sessions[session] = queue
            state.held.insert(number)
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
        /// - Throws: `CancellationError` when the task is cancelled, or the place has been given up.
        func wait() async throws {
            await gate.wait(number)
            try Task.checkCancellation()
            guard gate.mayRun(number) else { throw CancellationError() }
        }

        /// Gives the place up, whether the turn ran or not. A second call changes nothing.
        func leave() { gate.leave(number, session) }
    }

    private func mayRun(_ ticket: UInt64) -> Bool { state.withLock { $0.running.contains(ticket) } }

    private func wait(_ ticket: UInt64) async {
        let number = state.withLock { state in
            state.lastTicket += 1
            return state.lastTicket
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let goesOn = state.withLock { state in
                    guard !state.running.contains(ticket), state.held.contains(ticket), !Task.isCancelled else { return true }
                    state.waiters[ticket, default: []].append(Waiter(number: number, continuation: continuation))
                    return false
                }
                if goesOn { continuation.resume() }
            }
        } onCancel: {
            cancel(number, ticket)
        }
    }

    private func cancel(_ number: UInt64, _ ticket: UInt64) {
        let waiter = state.withLock { state -> Waiter? in
            guard let index = state.waiters[ticket]?.firstIndex(where: { $0.number == number }) else { return nil }
            return state.waiters[ticket]?.remove(at: index)
        }
        waiter?.continuation.resume()
    }

    private func leave(_ number: UInt64, _ session: SessionID) {
        let woken = state.withLock { state -> [Waiter] in
            guard state.held.remove(number) != nil else { return [] }
            state.running.remove(number)
            for next in state.server.leave(number) { state.running.insert(next) }
            if var queue = state.sessions[session] {
                let next = queue.leave(number)
                state.sessions[session] = queue.isEmpty ? nil : queue
                for ticket in next { Self.sessionAdmits(ticket, &state) }
            }
            let free = state.waiters.keys.filter { $0 == number || state.running.contains($0) }
            return free.flatMap { state.waiters.removeValue(forKey: $0) ?? [] }
        }
        for waiter in woken { waiter.continuation.resume() }
    }

    private static func sessionAdmits(_ number: UInt64, _ state: inout State) {
        if state.server.enter(number) == .run { state.running.insert(number) }
    }
}
