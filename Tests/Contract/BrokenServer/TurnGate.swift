internal import Synchronization

/// Lets one turn of a session run at a time and a few wait, in their order.
final class TurnGate: Sendable {
    /// A place in the queue.
    struct Ticket: Sendable {
        let number: Int
        let isWaiting: Bool
        fileprivate let call: AsyncStream<Void>

        /// Waits until all tickets ahead have left.
        ///
        /// - Throws: `CancellationError` when the task is cancelled.
        func wait() async throws {
            for await _ in call { return }
            throw CancellationError()
        }
    }

    private struct Place {
        let number: Int
        let call: AsyncStream<Void>.Continuation
    }

    private let limit: Int
    private let isOpen: Bool
    private let state = Mutex<(next: Int, queues: [String: [Place]])>((0, [:]))

    /// - Parameter isOpen: whether everybody may go at once.
    init(limit: Int, isOpen: Bool) {
        self.limit = limit
        self.isOpen = isOpen
    }

    /// A ticket, or nil when too many wait.
    func enter(_ session: String) -> Ticket? {
        state.withLock { state in
            let ahead = state.queues[session, default: []].count
            guard ahead < limit else { return nil }
            let (stream, call) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
            state.next += 1
            state.queues[session, default: []].append(Place(number: state.next, call: call))
            if ahead == 0 || isOpen { call.yield() }
            return Ticket(number: state.next, isWaiting: ahead > 0, call: stream)
        }
    }

    /// Gives the place up and calls the next.
    func leave(_ session: String, _ ticket: Ticket) {
        state.withLock { state in
            state.queues[session]?.removeAll { $0.number == ticket.number }
            state.queues[session]?.first?.call.yield()
        }
    }
}
